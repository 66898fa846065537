"""What the staff set up has a revision: whoever has read it once knows whether that still holds (decision 0025)."""

from django.db import migrations

TABLES = (
    "spaces_space",
    "spaces_space_parts",
    "spaces_space_equipment",
    "spaces_zone",
    "spaces_equipment",
    "spaces_kindrules",
    "spaces_weeklyhours",
    "spaces_closure",
    "spaces_closure_spaces",
    "spaces_outofservice",
)

# No model: emptying all tables of models, as tests do, leaves the row. Revisions are drawn and not counted, so that
# none comes twice, not even after a rollback or when an older copy of the database is put back.
# The transaction's own mark goes with a savepoint that is rolled back. The row is written last, at the commit: whoever
# changes places does not wait until then for others who do.
REVISION = """
CREATE TABLE spaces_setup (
    is_the_only boolean PRIMARY KEY DEFAULT true CHECK (is_the_only),
    revision uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO spaces_setup DEFAULT VALUES;

CREATE FUNCTION spaces_mark_setup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('piastra.setup', gen_random_uuid()::text, true);
    RETURN NULL;
END $$;

CREATE FUNCTION spaces_revise_setup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('piastra.setup_revised', true), '') = '' THEN
        UPDATE spaces_setup SET revision = gen_random_uuid();
        PERFORM set_config('piastra.setup_revised', 'yes', true);
    END IF;
    RETURN NULL;
END $$;
"""

# ALWAYS: also where a session says that it only replays what another database has done.
TRIGGERS = """
CREATE TRIGGER setup_is_marked AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION spaces_mark_setup();
CREATE CONSTRAINT TRIGGER setup_is_revised AFTER INSERT OR UPDATE OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spaces_revise_setup();
CREATE TRIGGER setup_is_revised_at_once AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION spaces_revise_setup();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER setup_is_marked;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER setup_is_revised;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER setup_is_revised_at_once;
"""

WITHOUT_TRIGGERS = """
DROP TRIGGER setup_is_marked ON {table};
DROP TRIGGER setup_is_revised ON {table};
DROP TRIGGER setup_is_revised_at_once ON {table};
"""

WITHOUT_REVISION = """
DROP FUNCTION spaces_mark_setup();
DROP FUNCTION spaces_revise_setup();
DROP TABLE spaces_setup;
"""


def of_each_table(statements: str) -> str:
    return "".join(statements.format(table=table) for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("spaces", "0010_names_say_which_is_which")]

    operations = [
        migrations.RunSQL(
            REVISION + of_each_table(TRIGGERS), of_each_table(WITHOUT_TRIGGERS) + WITHOUT_REVISION
        )
    ]
