from django.apps import AppConfig


class PiastraConfig(AppConfig):
    name = "piastra"
    verbose_name = "Piastra"

    def ready(self):
        from piastra import (
            checks,  # noqa: F401  Django learns of them by their being read.
            own_rows,  # noqa: F401  It says what is kept of people.
        )
