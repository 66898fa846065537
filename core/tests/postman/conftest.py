"""A mail server to send to, and a clock that stands still."""

import pytest
import time_machine

from core.testing.mail_servers import HOST, free_port
from core.tests.postman.shared import PATIENCE


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE
    settings.SITE_URL = "https://coworking.example.org"


@pytest.fixture
def clock():
    with time_machine.travel("2026-12-01 09:00+01:00", tick=False) as traveller:
        yield traveller
