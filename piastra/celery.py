"""Work in the background: every durable job is a row, the broker is only its doorbell.

The choices below keep a job whose worker was killed and never run it twice for a reason of our own
making; see docs/decisions for what was measured.
"""

import os

from celery.schedules import crontab

from piastra.doorbell import PlainCelery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piastra.settings")

app = PlainCelery("piastra")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    timezone="Europe/Rome",
    enable_utc=True,
    task_ignore_result=True,
    task_acks_late=True,
    # Without it a killed child process loses its task.
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_max_tasks_per_child=50,
    broker_connection_retry_on_startup=True,
    # A Redis that is away comes back: a worker that gave up after some tries would not.
    broker_connection_max_retries=None,
    broker_transport_options={
        # Longer than any task may take: past it Redis hands the task to a second worker.
        "visibility_timeout": 3600,
        "unacked_restore_throttle": 1,
        # Seconds. A Redis that accepts and hangs must not hold up whoever rings, nor a worker for ever.
        "socket_connect_timeout": 2,
        "socket_timeout": 3,
    },
    broker_connection_timeout=2,
    # Once more, for a connection that a restart of Redis has cut.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0},
    task_time_limit=1800,
    beat_schedule={
        "deliver-mail": {"task": "core.tasks.deliver_mail", "schedule": 60.0},
        "release-places": {"task": "spaces.tasks.release_places", "schedule": 300.0},
        "send-reminders": {"task": "spaces.tasks.send_reminders", "schedule": 300.0},
        "serve-waiting-lists": {"task": "spaces.tasks.serve_waiting_lists", "schedule": 60.0},
        "sweep-editions": {"task": "piastra.reports.tasks.sweep_editions", "schedule": 60.0},
        "sweep-imports": {"task": "members.tasks.sweep_imports", "schedule": 60.0},
        "clear-sessions": {
            "task": "members.tasks.clear_sessions",
            "schedule": crontab(hour=4, minute=10),
        },
        # Just after midnight: whoever is a member no longer keeps no place from others that day.
        "close-memberships": {
            "task": "members.tasks.close_memberships",
            "schedule": crontab(hour=0, minute=10),
        },
        "remind-of-ends": {
            "task": "members.tasks.remind_of_ends",
            "schedule": crontab(hour=7, minute=30),
        },
        "ask-outcomes": {
            "task": "members.tasks.ask_outcomes",
            "schedule": crontab(hour=8, minute=0),
        },
        # Soon after midnight, when calls close; a night that was missed is made up for in the next one.
        "tell-drafts": {
            "task": "members.tasks.tell_drafts",
            "schedule": crontab(hour=0, minute=20),
        },
        "clear-limits": {"task": "core.tasks.clear_limits", "schedule": crontab(hour=4, minute=10)},
        "clear-parked": {"task": "core.tasks.clear_parked", "schedule": crontab(hour=4, minute=20)},
        # Daily, not monthly: a lost schedule then skips a day and not a month.
        "make-due-editions": {
            "task": "piastra.reports.tasks.make_due_editions",
            "schedule": crontab(hour=3, minute=0),
        },
    },
)
app.autodiscover_tasks()
