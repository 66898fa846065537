"""The top of the house: settings, addresses, navigation, home pages, reports."""

from piastra.celery import app as celery_app

__all__ = ["celery_app"]
