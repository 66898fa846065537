"""A no has its reason: a sentence for people, and a code for pages and tests."""

import pytest

from core.refusals import Refusal


@pytest.mark.parametrize(
    ("sentence", "code"), [(None, "full"), ("", "full"), ("No.", None), ("No.", "")]
)
def test_without_sentence_or_code_it_is_none(sentence, code):
    with pytest.raises(TypeError):
        Refusal(sentence, code=code)


def test_it_says_its_sentence():
    assert (str(Refusal("No.", code="full")), Refusal("No.", code="full").may_override) == (
        "No.",
        False,
    )
