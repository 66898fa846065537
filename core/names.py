"""Names as people look for them and put them in order: an accent, an apostrophe or a capital is no difference.

Whoever writes "Niccolo" looks for Niccolò, and d'Angelo stands before De Rossi. The same folding is said twice,
for Python and for PostgreSQL, which needs no extension for it; members/tests/test_names.py holds them together.
What is kept and shown stays as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _

from core.identity import one_spelling

#: Letters that no accent makes: Unicode takes none of them apart.
LETTERS, PLAIN = "łøđħıŁØĐĦ", "lodhilodh"
#: Letters that are written as two.
DOUBLES = {"ß": "ss", "æ": "ae", "œ": "oe"}
#: All that is typed for an apostrophe, the accent behind a letter too.
APOSTROPHES = "'’ʼ‘ʻ`´′"
#: What marks a letter: accents, dots, hooks.
MARKS = "[\u0300-\u036f]"
#: What mail programs make a link of. A point inside a name is none: J.R.R., M.Teresa, St.John.
ADDRESS = re.compile(
    r"@|://|\bwww\.|\w{2,}[.。](?:[a-z]{2,}|[A-Z]{2,}|(?i:com|net|org|info|eu|it))(?!\w)"
)


def folded(name: str) -> str:
    """The name as it is compared: small letters without accents and apostrophes, one space between words."""
    plain = name.translate(str.maketrans(LETTERS, PLAIN, APOSTROPHES))
    letters = (
        each for each in unicodedata.normalize("NFKD", plain) if not "\u0300" <= each <= "\u036f"
    )
    small = "".join(letters).lower()
    for letter, two in DOUBLES.items():
        small = small.replace(letter, two)
    return " ".join(small.split())


def person_name(name: str) -> str:
    """A person's name as it is kept. Raises ValidationError where an address stands in it.

    Letters greet by it, those too that somebody has sent to a stranger: "You have won, www…" is no name.
    """
    kept = one_spelling(name)
    if ADDRESS.search(unicodedata.normalize("NFKC", kept)):
        sentence = _("A name contains no web or e-mail address: write it the way people say it.")
        raise ValidationError(sentence, code="address_in_name")
    return kept


class Folded(Func):
    """`folded` of a column, in the database; `COLLATE "C"` orders it there as Python does."""

    arity = 1
    output_field = TextField()
    # Constants alone: nothing that anybody wrote comes into the statement.
    template = (
        "trim(regexp_replace(replace(replace(replace(lower(regexp_replace(normalize(translate("
        f"(%(expressions)s)::text, '{LETTERS}{APOSTROPHES.replace(chr(39), chr(39) * 2)}', '{PLAIN}'), NFKD), "
        f"'{MARKS}', '', 'g')), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), '\\s+', ' ', 'g')) COLLATE \"C\""
    )


def by_name(*names: str) -> tuple[Func, ...]:
    """What to order by, so that rows stand as Italians sort: `order_by(*by_name("last_name"), "pk")`."""
    return tuple(Folded(F(name)) for name in names)


def matching(rows: QuerySet, words: str, *names: str) -> QuerySet:
    """Those rows in whose fields, taken together, each of the words stands; all of them where there is no word."""
    spaced: list[Combinable] = []
    for name in names:
        spaced += [Coalesce(F(name), Value("")), Value(" ")]
    found = rows.alias(_looked_through=Folded(Concat(*spaced, output_field=TextField())))
    for word in folded(words.replace("\0", "")).split():
        found = found.filter(Q(_looked_through__contains=word))
    return found


def sorted_by_name(things: Iterable, name=str) -> list:
    """The same order for what is in memory already; `name` says how each is called."""
    return sorted(things, key=lambda thing: folded(name(thing)))
