from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Members"

    def ready(self):
        from members import own_rows  # noqa: F401 - it says what is kept of people
        from members.actions import imported  # noqa: F401 - it says what a row means
        from members.authentication import (
            receivers,  # noqa: F401 - it listens
            security,  # noqa: F401
        )
