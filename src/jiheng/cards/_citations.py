"""The legal texts and printed forms that cards cite, and how sure we are of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from jiheng.cards._loader import Card, read_card


class Certainty(Enum):
    """How far a source was checked."""

    SEEN = "seen"
    """The text itself was read."""
    PREAMBLE_SEEN = "preamble_seen"
    """Only its opening was read; the rest is unverified."""
    SECOND_HAND = "second_hand"
    """Known by a summary."""
    UNVERIFIED = "unverified"
    """Known to the field; the text was not at hand."""


_NOTES = {
    Certainty.SEEN: "",
    Certainty.PREAMBLE_SEEN: "（仅见前言，条款未核）",
    Certainty.SECOND_HAND: "（据转述，原文未核）",
    Certainty.UNVERIFIED: "（条款未核）",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A document that can be cited."""

    code: str
    document_number: str
    """文号, or "" for a printed form."""
    title: str
    """Official title, or "" where there is none or nobody has seen it."""
    description: str
    """What it is, in place of a title, or which print of it is meant."""
    settles: str
    certainty: Certainty
    seen_articles: tuple[str, ...]
    speaks_of: str
    """The one kind of form it speaks of; "" where it speaks of all."""
    place: str
    """The standard whose place it belongs to (cn/hunan); "" where it holds everywhere."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, with an article only where its text was seen."""

    source: Source
    article: str

    def for_form(self, kind: str, standard: str) -> str:
        """Return the citation as printed for a form; 参照 where it speaks of another kind or another place.

        Args:
            kind: The form's kind; "" where a finding is about no single form.
            standard: Id of the standard it is scored by; "" where it is scored by none.
        """
        own_kind = not kind or self.source.speaks_of in {"", kind}
        own_place = not standard or self.source.place in {"", standard}
        return str(self) if own_kind and own_place else f"参照{self}"

    def __str__(self) -> str:
        source = self.source
        title = f"《{source.title}》{source.description}" if source.title else source.description
        article = f"第{self.article}条" if self.article else ""
        note = "" if self.article else _NOTES[source.certainty]
        return f"{source.document_number}{title}{article}{note}"


@cache
def all_sources() -> dict[str, Source]:
    """Return every source of ``sources.yaml`` by its code."""
    card = read_card(files("jiheng.cards") / "sources.yaml")
    sources = {}
    for code in card.keys():  # noqa: SIM118 - a card is not a dict
        entry = card.card(code)
        sources[code] = Source(
            code,
            entry.text("document_number", ""),
            entry.text("title", "" if "description" in entry else None),
            entry.text("description", ""),
            entry.text("settles"),
            entry.choice("certainty", Certainty),
            entry.texts("seen_articles"),
            entry.text("speaks_of", ""),
            entry.text("place", ""),
        )
        entry.close()
    return sources


def read_citations(card: Card, key: str = "citation") -> tuple[Citation, ...]:
    """Read the list of citations of a card: ``[{source: cn-mof-2020-10}, {source: …, article: 三}]``.

    Raises:
        StandardError: None is given, the source is unknown, or an article is given that nobody has seen.
    """
    citations = []
    for entry in card.cards(key):
        code = entry.text("source")
        article = entry.text("article", "")
        entry.close()
        source = all_sources().get(code)
        if source is None:
            raise entry.error("source", f"unknown source {code!r}; add it to sources.yaml")
        if article and article not in source.seen_articles:
            raise entry.error("article", f"article {article} of {code} was not seen: leave it out")
        citations.append(Citation(source, article))
    if not citations:
        raise card.error(key, "a card must cite what it rests on")
    return tuple(citations)
