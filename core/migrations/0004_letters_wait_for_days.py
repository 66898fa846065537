"""Letters have a state, times that agree with it, and a place in a thread; the mail server has a row."""

import django.utils.timezone
from django.db import migrations, models

import core.models

# What was not sent waits from now on, also what was given up after ten tries.
BRING_ALONG = """
UPDATE core_outgoingmail SET
    message_id = '<' || id || '.before@localhost>',
    waits_since = made_at,
    tries = 0,
    error = '',
    status = CASE WHEN sent_at IS NULL THEN 'waiting' ELSE 'sent' END,
    next_try_at = CASE WHEN sent_at IS NULL THEN made_at END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_accessibility_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailServer",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("away_since", models.DateTimeField(blank=True, null=True)),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "The mail server cannot be reached."),
                            ("silent", "The mail server does not respond in time."),
                            ("busy", "The mail server is turning the portal away for now."),
                            (
                                "sign_in",
                                "The mail server refuses the portal’s user name or password.",
                            ),
                            ("tls", "A secure connection to the mail server cannot be made."),
                            ("sender", "The mail server refuses the portal’s sender address."),
                            (
                                "breaks_off",
                                "The mail server breaks off in the middle of an e-mail.",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("error", models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="outgoingmail",
            name="mail_to_send",
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="broken_off",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="fault",
            field=models.CharField(
                blank=True,
                choices=[
                    ("bad_address", "There is no address here that mail can be sent to."),
                    (
                        "accented_address",
                        "The mail server does not accept addresses with accented letters before "
                        "the “@”.",
                    ),
                    ("address", "The mail server refused this address."),
                    ("letter", "The mail server refused this e-mail."),
                    ("later", "The mail server asked us to try this e-mail again later."),
                    (
                        "breaks_off",
                        "The mail server breaks off at this e-mail, but accepts others.",
                    ),
                    ("three_days", "The mail server has not accepted this e-mail for three days."),
                    ("own", "The portal could not produce this e-mail: tell its administrator."),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="message_id",
            field=models.CharField(default="", max_length=320),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="next_try_at",
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="put_off_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("failed", "Not delivered"),
                    ("sent", "Sent"),
                    ("given_up", "Given up"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="stopped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="thread",
            field=models.CharField(blank=True, max_length=320),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="waits_since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunSQL(BRING_ALONG, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="outgoingmail",
            name="message_id",
            field=models.CharField(default=core.models.new_message_id, max_length=320, unique=True),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["id"], name="mail_to_send"
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["status", "-stopped_at"], name="mail_by_status"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("status", "sent")), fields=["-sent_at"], name="mail_sent"
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("next_try_at__isnull", False),
                        ("sent_at__isnull", True),
                        ("status", "waiting"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("next_try_at__isnull", True),
                        ("sent_at__isnull", False),
                        ("status", "sent"),
                        ("stopped_at__isnull", True),
                    ),
                    models.Q(
                        ("next_try_at__isnull", True),
                        ("sent_at__isnull", True),
                        ("status__in", ["failed", "given_up"]),
                        ("stopped_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="mail_times_follow_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailserver",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1)), name="one_mail_server"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailserver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("away_since__isnull", True), ("failures", 0), ("next_try_at__isnull", True)
                    ),
                    models.Q(
                        ("away_since__isnull", False),
                        ("failures__gt", 0),
                        ("next_try_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="mail_server_is_there_or_away",
            ),
        ),
    ]
