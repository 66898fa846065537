"""The counting columns are the triggers' own, and a document lies on the line of its order.

Without the first, saving a row that was read a moment ago would write back its old count. At depth 1
the statement is somebody's; deeper, it is one of the counting triggers.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION budget_keep_programme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 THEN
    NEW.allocated := CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.allocated END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER budget_keep_programme BEFORE INSERT OR UPDATE ON budget_programme
  FOR EACH ROW EXECUTE FUNCTION budget_keep_programme();

CREATE FUNCTION budget_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 THEN
    NEW.engaged := CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.engaged END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER budget_keep_line BEFORE INSERT OR UPDATE ON budget_line
  FOR EACH ROW EXECUTE FUNCTION budget_keep_line();

CREATE FUNCTION budget_keep_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 THEN
    NEW.invoiced := CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.invoiced END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER budget_keep_commitment BEFORE INSERT OR UPDATE ON budget_commitment
  FOR EACH ROW EXECUTE FUNCTION budget_keep_commitment();

ALTER TABLE budget_commitment ADD CONSTRAINT commitment_with_its_line UNIQUE (id, line_id);
ALTER TABLE budget_document ADD CONSTRAINT document_is_on_the_line_of_its_order
  FOREIGN KEY (commitment_id, line_id) REFERENCES budget_commitment (id, line_id);
"""

BACKWARDS = """
ALTER TABLE budget_document DROP CONSTRAINT document_is_on_the_line_of_its_order;
ALTER TABLE budget_commitment DROP CONSTRAINT commitment_with_its_line;
DROP TRIGGER budget_keep_commitment ON budget_commitment;
DROP FUNCTION budget_keep_commitment();
DROP TRIGGER budget_keep_line ON budget_line;
DROP FUNCTION budget_keep_line();
DROP TRIGGER budget_keep_programme ON budget_programme;
DROP FUNCTION budget_keep_programme();
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_recorded_once")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
