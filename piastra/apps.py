from django.apps import AppConfig


class PiastraConfig(AppConfig):
    name = "piastra"
    verbose_name = "Piastra"
