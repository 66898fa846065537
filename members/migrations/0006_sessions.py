"""Sessions with a person and a device of their own. Who is signed in stays so."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models


def take_over(apps, schema_editor):
    """Copy the open sessions of before, as those of the longer kind; staff and officials sign in once again."""
    store = SessionStore()
    User, Session = apps.get_model("members", "User"), apps.get_model("members", "Session")
    people = set(User.objects.filter(role__in=["applicant", "member"]).values_list("pk", flat=True))
    now = django.utils.timezone.now()
    for old in apps.get_model("sessions", "Session").objects.filter(expire_date__gt=now):
        person = int(store.decode(old.session_data).get("_auth_user_id", 0))
        if person in people:
            Session.objects.create(
                session_key=old.session_key,
                session_data=old.session_data,
                expire_date=old.expire_date,
                person_id=person,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_accounts"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("device", models.CharField(blank=True, max_length=60)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-used_at", "pk"]},
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
