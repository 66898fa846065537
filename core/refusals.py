"""A no with its reason, raised by actions and shown by views."""

from collections.abc import Callable


class Refusal(Exception):
    """An action that was not done, with a translated sentence for the person who asked.

    `sentence` says what happened, what is kept and what to do; `code` names the rule: by it pages know what to
    offer, and tests what was said. `may_override`: the staff may set this rule aside when they write why.
    Raises `TypeError` where either of the two is missing.
    """

    def __init__(self, sentence, *, code: str, may_override: bool = False):
        if not (sentence and code):
            raise TypeError(f"A refusal has a sentence and a code: {sentence!r}, {code!r}")
        super().__init__(str(sentence))
        self.sentence = sentence
        self.code = code
        self.may_override = may_override


def ensure(refusal: Refusal | None) -> None:
    """Raise the refusal that a question answered with, if there is one: `ensure(why_not_cancel(…))`."""
    if refusal:
        raise refusal


def refused(verb: Callable, **facts) -> Refusal | None:
    """Do it; why it was not done, or None. For several of which one's no holds up no other."""
    try:
        verb(**facts)
    except Refusal as refusal:
        return refusal
    return None
