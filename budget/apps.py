from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = "Budget"

    def ready(self):
        from budget import own_rows  # noqa: F401  (it says what is kept of people)
