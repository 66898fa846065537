from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Members"

    def ready(self):
        from members.authentication import (
            receivers,  # noqa: F401 - it listens
            security,  # noqa: F401
        )
