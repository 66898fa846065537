"""Columns of euro."""

from decimal import Decimal

from django.db import models

ZERO = Decimal("0.00")


def money(label="", **options):
    """A column of euro with two places."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)
