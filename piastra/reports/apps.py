from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "piastra.reports"
    label = "reports"
    verbose_name = "Reports"
