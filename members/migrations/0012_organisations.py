"""Organisations of their own; what profiles said in words becomes one of them, by its folded name."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.names
import core.ranges
from core.identity import one_spelling


def keep(apps, schema_editor):
    """An organisation for each name that profiles have; names that differ by accents or capitals are one."""
    Organisation = apps.get_model("members", "Organisation")
    made = {}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, organisation FROM members_profile WHERE organisation <> '' ORDER BY id"
        )
        for number, written in cursor.fetchall():
            name = one_spelling(written)
            if not (folded := core.names.folded(name)):
                continue
            if folded not in made:
                made[folded] = Organisation.objects.create(name=name).pk
            cursor.execute(
                "UPDATE members_profile SET organisation_id = %s WHERE id = %s",
                [made[folded], number],
            )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0011_deciding"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="Name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enterprise", "Enterprise"),
                            ("association", "Association"),
                            ("research", "University or research centre"),
                            ("school", "School"),
                            ("public", "Public body"),
                            ("other", "Other organisation"),
                        ],
                        db_default="other",
                        default="other",
                        max_length=12,
                        verbose_name="Kind",
                    ),
                ),
                (
                    "tax_code",
                    models.CharField(
                        blank=True, max_length=16, verbose_name="VAT number or tax code"
                    ),
                ),
                ("website", models.URLField(blank=True, verbose_name="Website")),
                (
                    "description",
                    models.TextField(blank=True, max_length=2000, verbose_name="What it does"),
                ),
                (
                    "offers",
                    models.TextField(blank=True, max_length=1000, verbose_name="What it offers"),
                ),
                (
                    "looks_for",
                    models.TextField(blank=True, max_length=1000, verbose_name="What it looks for"),
                ),
                (
                    "is_listed",
                    models.BooleanField(default=False, verbose_name="Show it in the directory"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="organisations",
                        to="members.theme",
                        verbose_name="Themes",
                    ),
                ),
            ],
            options={
                "ordering": [core.names.Folded("name"), "pk"],
            },
        ),
        migrations.AddField(
            model_name="invitation",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="invitations",
                to="members.organisation",
            ),
        ),
        migrations.CreateModel(
            name="OrganisationPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_manager", models.BooleanField(default=False, verbose_name="Manager")),
                ("starts", models.DateField(default=core.clock.today)),
                ("ends", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="members.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": [
                    core.names.Folded("person__last_name"),
                    core.names.Folded("person__first_name"),
                    "pk",
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                core.names.Folded("name"),
                name="one_organisation_of_each_name",
                violation_error_message="There is already an organisation with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tax_code", ""), _negated=True),
                fields=("tax_code",),
                name="one_organisation_of_each_tax_code",
                violation_error_message="There is already an organisation with this VAT number or tax code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="organisation_has_a_name",
                violation_error_message="Enter the name of the organisation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["enterprise", "association", "research", "school", "public", "other"],
                    )
                ),
                name="organisation_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"
                ),
                name="nobody_leaves_an_organisation_before_coming",
                violation_error_message="Nobody leaves an organisation before joining it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationperson",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (core.ranges.OneNumber(models.F("person")), "&&"),
                    (core.ranges.OneNumber(models.F("organisation")), "&&"),
                    (core.ranges.DateRange(models.F("starts"), models.F("ends")), "&&"),
                ],
                name="once_in_an_organisation_at_a_time",
                violation_error_message="This person is already in the organisation.",
            ),
        ),
        # The version before still writes the word: its column stays until no process of it runs, and is for the
        # next version to drop.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="profile", name="organisation")],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE members_profile ALTER COLUMN organisation SET DEFAULT ''",
                    migrations.RunSQL.noop,
                )
            ],
        ),
        migrations.AddField(
            model_name="profile",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="profiles",
                to="members.organisation",
                verbose_name="Organisation",
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
