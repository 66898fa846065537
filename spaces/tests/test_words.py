"""The rules of a kind in words: a limit that there is not is not spoken of."""

import pytest

from spaces import rules
from spaces.models import KindRules
from spaces.tests.factories import make_floor


@pytest.mark.parametrize(
    ("least", "most", "sentence"),
    [
        (None, None, None),
        (30, None, "Per almeno 30 minuti."),
        (None, 120, "Per non più di 2 ore."),
        (30, 120, "Per almeno 30 minuti e non più di 2 ore."),
    ],
)
def test_how_long(db, least, most, sentence):
    make_floor()
    of_rooms = KindRules.objects.get(kind="meeting_room")
    of_rooms.min_minutes = of_rooms.max_minutes = None
    unlimited = rules.in_words(of_rooms)
    of_rooms.min_minutes, of_rooms.max_minutes = least, most
    told = [line for line in rules.in_words(of_rooms) if line not in unlimited]
    assert told == [sentence] * bool(sentence)
