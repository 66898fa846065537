"""Words as people type them, and what they find in the words that are kept of profiles."""

import re

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

from core.names import APOSTROPHES, folded

#: Nobody looks for more, and each costs.
MOST_WORDS = 8
LONGEST = 200
#: What is left out where something else is looked for too: "rete dei produttori" finds a "rete di produttori".
LITTLE = frozenset(
    [
        "a",
        "ad",
        "ai",
        "al",
        "alla",
        "alle",
        "allo",
        "agli",
        "and",
        "con",
        "da",
        "dai",
        "dal",
        "dalla",
        "dalle",
        "dallo",
        "dagli",
        "de",
        "degli",
        "dei",
        "del",
        "della",
        "delle",
        "dello",
        "di",
        "e",
        "ed",
        "fra",
        "gli",
        "i",
        "il",
        "in",
        "la",
        "le",
        "lo",
        "nei",
        "nel",
        "nella",
        "nelle",
        "negli",
        "o",
        "of",
        "per",
        "su",
        "sui",
        "sul",
        "sulla",
        "sulle",
        "tra",
        "the",
        "un",
        "una",
        "uno",
        "d",
        "l",
        "all",
        "dall",
        "dell",
        "nell",
        "sull",
        "un",
        "c",
    ]
)
APART = str.maketrans(dict.fromkeys(APOSTROPHES, " "))


def words_of(said: str) -> list[str]:
    """The words that somebody looks for, folded: without accents and capitals, apart at apostrophes and signs."""
    plain = folded(said[:LONGEST].replace("\0", "").translate(APART))
    words = list(dict.fromkeys(re.findall(r"[^\W_]+", plain)))
    return [word for word in words if word not in LITTLE][:MOST_WORDS] or words[:MOST_WORDS]


def query_of(words: list[str]) -> SearchQuery | CombinedSearchQuery:
    """All of the words, each by its Italian stem or by how it begins."""
    found = _query_of(words[0])
    for word in words[1:]:
        found &= _query_of(word)
    return found


def _query_of(word: str) -> CombinedSearchQuery:
    # A word is letters and figures only: nothing of it is read as a sign of the search.
    return SearchQuery(f"{word}:*", config="italian", search_type="raw") | SearchQuery(
        f"{word}:*", config="simple", search_type="raw"
    )
