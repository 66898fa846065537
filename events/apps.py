from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Events"

    def ready(self):
        from events import (
            own_rows,  # noqa: F401  (it says what is kept of people)
            receivers,  # noqa: F401  (to listen from the start)
        )
