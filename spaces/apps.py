from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = "Spaces"

    def ready(self):
        from spaces import (
            own_rows,  # noqa: F401  (it says what is kept of people)
            receivers,  # noqa: F401  (to listen from the start)
        )
        from spaces.actions import imported  # noqa: F401  (it says what a row of bookings means)
