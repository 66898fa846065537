from django.apps import AppConfig


class PiastraConfig(AppConfig):
    name = "piastra"
    verbose_name = "Piastra"

    def ready(self):
        from piastra import checks  # noqa: F401 - registers them
