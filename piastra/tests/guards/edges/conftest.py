"""A day in winter and one in summer."""

from datetime import date

import pytest

from piastra.tests.guards.edges.moments import SEASONS


@pytest.fixture(params=SEASONS, ids=["winter", "summer"])
def day(request) -> date:
    return request.param
