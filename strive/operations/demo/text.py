"""Texts that look like somebody wrote them: made by templates, the same for the same lot; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from strive.operations.demo.words import ADJECTIVES, ADVERBS, NOUNS, TOPICS, VERBS

PARAGRAPH_SENTENCES: Final = range(3, 7)
SECTION_PARAGRAPHS: Final = range(2, 5)
_VOWELS: Final = frozenset("aeiou")
_SIBILANTS: Final = ("s", "x", "z", "ch", "sh")
_LIKE_YOU: Final = ("us", "unu", "use")

_SENTENCES: Final = (
    "The {adj} {noun} {verbs} the {topic}, and the {noun} {verbs} with it.",
    "Most {topics} {verb} {adv} once the {noun} is {adj}.",
    "{a_topic} that nobody {verbs} is {adv} {a_adj} {noun}.",
    "We {verbed} the {topic} for {number} {nouns}, and {adv} the {noun} {verbed}.",
    "It is {adj} to {verb} {a_topic} before the {noun} is {adj}.",
    "If the {topic} {verbs}, the {adj} {noun} {adv} {verbs} too.",
    "There is {a_adj} {noun} in every {topic}, though few {nouns} {verb} it.",
    "{gerund} {a_topic} takes {number} {nouns}; {gerund} it {adv} takes a morning.",
    "What the {noun} {verbed}, the {adj} {topic} {verbed} in {number} steps.",
    "Nothing about the {topic} is {adj} until somebody {verbs} its {nouns}.",
    "People {adv} {verb} their {topics} when the {nouns} are {adj}.",
    "The {topic} was {adj}, the {noun} was {adj}, and both of them {verbed}.",
    "Between one {noun} and the next there is {a_topic} worth {gerund}.",
    "A week later the {topics} {verbed}, {adv} and without {a_adj} {noun}.",
    "It {verbs} like {a_adj} {topic}: {adv}, and then all at once.",
    "Ask how the {topic} {verbs}, and you will hear about the {adj} {noun}.",
    "No {noun} {verbs} the {topics} as {adv} as {a_adj} {noun} does.",
    "Before {gerund} the {topic}, {verb} the {nouns} and {verb} what is {adj}.",
    "Some {topics} are {adj}; the others only {verb} {adv}.",
    "That is why {a_adj} {topic} {verbs} more {nouns} than {a_noun}.",
)

_TITLES: Final = (
    "Why {adj} {topics} {verb} {adv}",
    "What {a_topic} can teach about {nouns}",
    "{gerund} the {adj} {topic}",
    "How to {verb} {a_topic} without {a_adj} {noun}",
    "The {adj} {noun} behind every {topic}",
    "On {topics}, {nouns} and {adj} {nouns}",
    "{number} {topics} worth {gerund}",
    "In praise of the {adj} {topic}",
    "Against the {adj} {topic}",
    "A year of {gerund} {topics}",
    "Notes on {a_adj} {topic}",
    "When the {topic} {verbs}, {verb}",
    "The {topic} that {verbed} the {noun}",
    "Small {topics}, {adj} {nouns}",
    "Everything I know about {adj} {topics}",
    "The case for {gerund} {a_topic}",
    "{a_topic} is {a_adj} {noun}",
    "From {noun} to {topic}",
)

_NUMBERS: Final = ("two", "three", "four", "five", "six", "seven", "nine", "ten", "twelve", "forty")


class Writer:
    """Writes about one topic, by lot."""

    def __init__(self, topic: str, chance: Random) -> None:
        self._things = TOPICS[topic]
        self._chance = chance

    def title(self) -> str:
        """Return the title of a post, a line without a full stop."""
        return self._filled(_TITLES)

    def sentence(self) -> str:
        """Return one sentence."""
        return self._filled(_SENTENCES)

    def paragraph(self) -> str:
        """Return some sentences, here and there with an emphasis."""
        sentences = [self.sentence() for _ in range(self._chance.choice(PARAGRAPH_SENTENCES))]
        if self._chance.random() < 0.25:  # noqa: PLR2004 - one in four
            place = self._chance.randrange(len(sentences))
            sentences[place] = f"**{sentences[place]}**"
        return " ".join(sentences)

    def body(self, words: int, links: Sequence[str] = ()) -> str:
        """Return a text of about so many words as Markdown.

        Args:
            words: How long it is to be, roughly.
            links: Addresses that are linked from it, each once.
        """
        rest = list(links)
        parts, written = [self.paragraph()], 0
        while written < words:
            parts.append(f"## {self.title()}")
            for _ in range(self._chance.choice(SECTION_PARAGRAPHS)):
                paragraph = self.paragraph()
                if rest:
                    paragraph += f" [{self.title()}]({rest.pop()})."
                parts.append(paragraph)
                written += len(paragraph.split())
            parts.extend(self._aside())
        return "\n\n".join(parts)

    def _aside(self) -> list[str]:
        """Return what stands between sections: often nothing."""
        kind = self._chance.random()
        if kind < 0.2:  # noqa: PLR2004 - a share
            return ["\n".join(f"- {self.sentence()}" for _ in range(self._chance.randint(3, 5)))]
        if kind < 0.3:  # noqa: PLR2004 - a share
            return [f"> {self.sentence()}"]
        if kind < 0.35:  # noqa: PLR2004 - a share
            thing, verb = self._chance.choice(self._things), self._chance.choice(VERBS)
            return [f"```python\nfor {thing} in {_plural(thing)}:\n    {thing}.{verb}()\n```"]
        return []

    def _filled(self, templates: Sequence[str]) -> str:
        text = self._chance.choice(templates).format_map(_Blanks(self._things, self._chance))
        return text[:1].upper() + text[1:]


class _Blanks(dict[str, str]):
    """Fills each blank of a template as it comes."""

    def __init__(self, things: Sequence[str], chance: Random) -> None:
        super().__init__()
        self._things = things
        self._pick: Callable[[Sequence[str]], str] = chance.choice

    def __missing__(self, blank: str) -> str:
        kind, inflected = _FORMS[blank]
        return inflected(self._pick(_STOCK.get(kind, self._things)))


def _same(word: str) -> str:
    return word


def _with_article(word: str) -> str:
    return f"an {word}" if word[0] in _VOWELS and not word.startswith(_LIKE_YOU) else f"a {word}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_SIBILANTS) else f"{noun}s"


def _past(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _gerund(verb: str) -> str:
    return f"{verb[:-1]}ing" if verb.endswith("e") else f"{verb}ing"


_STOCK: Final = {
    "noun": NOUNS,
    "adjective": ADJECTIVES,
    "adverb": ADVERBS,
    "verb": VERBS,
    "number": _NUMBERS,
}
_FORMS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "topic": ("topic", _same),
    "topics": ("topic", _plural),
    "a_topic": ("topic", _with_article),
    "noun": ("noun", _same),
    "nouns": ("noun", _plural),
    "a_noun": ("noun", _with_article),
    "adj": ("adjective", _same),
    "a_adj": ("adjective", _with_article),
    "adv": ("adverb", _same),
    "number": ("number", _same),
    "verb": ("verb", _same),
    "verbs": ("verb", _plural),
    "verbed": ("verb", _past),
    "gerund": ("verb", _gerund),
}
