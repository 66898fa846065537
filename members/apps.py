from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Members"

    def ready(self):
        from members.actions import imported  # noqa: F401 - it says what a row means
        from members.authentication import (
            receivers,  # noqa: F401 - it listens
            security,  # noqa: F401
        )
