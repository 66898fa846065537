"""The organisation to which a place is assigned is one of the people's pages, no longer a word."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core.identity import one_spelling
from core.names import Folded, folded

NAMED = "SELECT id, organisation FROM spaces_assignment WHERE organisation <> '' ORDER BY id"

#: Rows that the version before writes while it still runs have the word alone.
ONE_HOLDER = """
ALTER TABLE spaces_assignment ALTER COLUMN organisation SET DEFAULT '';
ALTER TABLE spaces_assignment DROP CONSTRAINT assignment_has_one_holder;
ALTER TABLE spaces_assignment ADD CONSTRAINT assignment_has_one_holder CHECK (
    (person_id IS NOT NULL AND organisation_id IS NULL AND organisation = '')
    OR (person_id IS NULL AND (organisation_id IS NOT NULL OR organisation <> ''))
)
"""


def keep(apps, schema_editor):
    """Find the organisation by its folded name, or make it."""
    Organisation = apps.get_model("members", "Organisation")
    named = Organisation.objects.alias(_name=Folded("name"))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NAMED)
        for number, written in cursor.fetchall():
            name = one_spelling(written) or "?"
            found = named.filter(_name=folded(name)).first()
            found = found or Organisation.objects.create(name=name)
            cursor.execute(
                "UPDATE spaces_assignment SET organisation_id = %s WHERE id = %s",
                [found.pk, number],
            )
        # The rows' foreign keys are looked at now: the table is altered next.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_organisations"),
        ("spaces", "0013_plans"),
    ]

    operations = [
        # The column of the word stays until no process of the version before runs: the next one drops it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("assignment", "assignment_has_one_holder"),
                migrations.RemoveField(model_name="assignment", name="organisation"),
            ]
        ),
        migrations.AddField(
            model_name="assignment",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="members.organisation",
                verbose_name="Organisation",
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="assignment",
                    constraint=models.CheckConstraint(
                        condition=Q(person__isnull=False, organisation__isnull=True)
                        | Q(person__isnull=True, organisation__isnull=False),
                        name="assignment_has_one_holder",
                        violation_error_message="Choose a person or an organisation, not both.",
                    ),
                )
            ],
            database_operations=[migrations.RunSQL(ONE_HOLDER, migrations.RunSQL.noop)],
        ),
    ]
