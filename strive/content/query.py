"""What a reader types into the search box, taken apart; pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from strive.content.words import grams, is_term, unspaced_runs, words

QUERY_CHARACTERS_MAX: Final = 200
TERMS_MAX: Final = 12
GRAMS_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its words, and the runs of characters of scripts without spaces."""

    text: str
    words: tuple[str, ...]
    runs: tuple[str, ...]

    @property
    def correctable(self) -> list[str]:
        """The words that may be misspelt."""
        return [word for word in self.words if is_term(word)]

    def terms(self, besides: dict[str, list[str]]) -> str:
        """Return what to ask the text index for; `besides` has more words for some of the words.

        It holds letters, digits and spaces only, so nothing in it is an operator.
        """
        more = [correction for word in self.words for correction in besides.get(word, ())]
        return " ".join((*self.words, *more, *grams(" ".join(self.runs))[:GRAMS_MAX]))

    def corrected(self, besides: dict[str, list[str]]) -> str:
        """Return the query with each misspelt word replaced by the likeliest, "" if none was."""
        if not besides:
            return ""
        best = [besides[word][0] if word in besides else word for word in self.words]
        return " ".join((*best, *self.runs))


def parse_query(text: str) -> Query:
    """Take a query apart; quotes, hyphens and the like only separate words.

    Of a long query the first `QUERY_CHARACTERS_MAX` characters and `TERMS_MAX` words count.
    """
    readable = text.encode(errors="replace").decode().replace("\0", " ")
    tidy = " ".join(unicodedata.normalize("NFC", readable)[:QUERY_CHARACTERS_MAX].split())
    distinct = dict.fromkeys(words(tidy))
    return Query(tidy, tuple(distinct)[:TERMS_MAX], tuple(unspaced_runs(tidy))[:TERMS_MAX])
