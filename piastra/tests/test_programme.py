"""The programme stands as the annex states it."""

from decimal import Decimal

import pytest

from budget.models import Action, Programme
from members.models import Objective, Theme
from piastra import programme

pytestmark = pytest.mark.django_db


def test_the_annex_is_loaded():
    programme.load()
    assert (Theme.objects.count(), Objective.objects.count(), Action.objects.count()) == (7, 4, 4)
    loaded = Programme.objects.get()
    assert (loaded.total, loaded.reserved, loaded.managed) == (
        Decimal("146400.00"),
        Decimal("14640.00"),
        Decimal("131760.00"),
    )
    assert (loaded.setup_months, loaded.ramp_up_months) == (2, 10)


def test_loading_twice_keeps_what_the_staff_entered():
    programme.load()
    Programme.objects.update(cup="A" * 15)
    programme.load()
    assert Programme.objects.get().cup == "A" * 15
    assert Theme.objects.count() == 7
