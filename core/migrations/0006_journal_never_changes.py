"""The database itself keeps the journal as it is, whoever writes; whoever is erased elsewhere leaves it so."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# ALWAYS: also where a session says that it only replays what another database has done.
GUARD = """
CREATE FUNCTION core_keep_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal never changes: what is done later is a new line'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER journal_never_changes BEFORE UPDATE OR DELETE ON core_journalentry
    FOR EACH ROW EXECUTE FUNCTION core_keep_journal();
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON core_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_keep_journal();
ALTER TABLE core_journalentry ENABLE ALWAYS TRIGGER journal_never_changes;
ALTER TABLE core_journalentry ENABLE ALWAYS TRIGGER journal_is_never_emptied;
"""

BACK = """
DROP TRIGGER journal_is_never_emptied ON core_journalentry;
DROP TRIGGER journal_never_changes ON core_journalentry;
DROP FUNCTION core_keep_journal();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_letters_refused_by_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
