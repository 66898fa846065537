"""The database itself keeps published editions as they are, whoever writes."""

from django.db import migrations

GUARD = """
CREATE FUNCTION reports_keep_published_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'published' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    -- Only who asked and who published may fade, when an account is erased.
    IF TG_OP = 'UPDATE' AND
        (to_jsonb(NEW) - 'requested_by_id' - 'published_by_id')
        = (to_jsonb(OLD) - 'requested_by_id' - 'published_by_id')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published edition never changes: a correction is a new edition'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'published_edition_never_changes';
END $$;

CREATE TRIGGER published_edition_never_changes BEFORE UPDATE OR DELETE ON reports_edition
    FOR EACH ROW EXECUTE FUNCTION reports_keep_published_edition();

CREATE FUNCTION reports_keep_published_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.edition_id ELSE OLD.edition_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM reports_edition WHERE id = kept AND state = 'published') THEN
        RAISE EXCEPTION 'the files of a published edition never change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_file_never_changes';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER published_file_never_changes
    BEFORE INSERT OR UPDATE OR DELETE ON reports_editionfile
    FOR EACH ROW EXECUTE FUNCTION reports_keep_published_file();
"""

BACK = """
DROP TRIGGER published_file_never_changes ON reports_editionfile;
DROP FUNCTION reports_keep_published_file();
DROP TRIGGER published_edition_never_changes ON reports_edition;
DROP FUNCTION reports_keep_published_edition();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, BACK)]
