"""Apart from 0003: a table whose rows were just written can't be given a constraint in the same transaction."""

import django.contrib.postgres.constraints
from django.db import migrations, models

import core.ranges


class Migration(migrations.Migration):
    dependencies = [("spaces", "0003_the_whole_engine")]

    operations = [
        migrations.AddConstraint(
            model_name="booking",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ["confirmed", "attended", "offered"])),
                expressions=[
                    ("takes", "&&"),
                    (core.ranges.TimeRange(models.F("start"), models.F("end")), "&&"),
                ],
                name="one_booking_of_a_place_at_a_time",
                violation_error_message="This place is already taken at that time.",
            ),
        ),
    ]
