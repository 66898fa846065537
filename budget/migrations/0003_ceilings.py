"""The counting columns add themselves up, so that the ceilings hold whoever writes."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION budget_count_planned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE budget_programme SET allocated = allocated - OLD.planned WHERE id = OLD.programme_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    UPDATE budget_programme SET allocated = allocated + NEW.planned WHERE id = NEW.programme_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER budget_count_planned AFTER INSERT OR DELETE OR UPDATE OF planned, programme_id
  ON budget_line FOR EACH ROW EXECUTE FUNCTION budget_count_planned();

CREATE FUNCTION budget_count_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE budget_line SET engaged = engaged - OLD.amount WHERE id = OLD.line_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    UPDATE budget_line SET engaged = engaged + NEW.amount WHERE id = NEW.line_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER budget_count_commitment AFTER INSERT OR DELETE OR UPDATE OF amount, line_id
  ON budget_commitment FOR EACH ROW EXECUTE FUNCTION budget_count_commitment();

-- A document on an order is inside the order's amount; one without engages the line itself.
CREATE FUNCTION budget_count_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF OLD.commitment_id IS NULL THEN
      UPDATE budget_line SET engaged = engaged - OLD.reportable WHERE id = OLD.line_id;
    ELSE
      UPDATE budget_commitment SET invoiced = invoiced - OLD.reportable WHERE id = OLD.commitment_id;
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    IF NEW.commitment_id IS NULL THEN
      UPDATE budget_line SET engaged = engaged + NEW.reportable WHERE id = NEW.line_id;
    ELSE
      UPDATE budget_commitment SET invoiced = invoiced + NEW.reportable WHERE id = NEW.commitment_id;
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER budget_count_document AFTER INSERT OR DELETE OR UPDATE
  ON budget_document FOR EACH ROW EXECUTE FUNCTION budget_count_document();
"""

BACKWARDS = """
DROP TRIGGER budget_count_document ON budget_document;
DROP FUNCTION budget_count_document();
DROP TRIGGER budget_count_commitment ON budget_commitment;
DROP FUNCTION budget_count_commitment();
DROP TRIGGER budget_count_planned ON budget_line;
DROP FUNCTION budget_count_planned();
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0002_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
