"""Findings of one rule that have one cause are one finding with many addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from jiheng.audit._dossier import Hit
from jiheng.audit._years import form_words
from jiheng.cards import Card
from jiheng.reports import Package

_LISTED = 6


class Grouping(Enum):
    """What the findings of a rule have in common where they are one."""

    FORM = "form"
    """They stand in one form."""
    PACKAGE = "package"
    """They stand in one package."""


@dataclass(frozen=True, slots=True)
class Group:
    """How the findings of one rule become one."""

    by: Grouping
    message: str
    """Takes ``count`` (findings), ``forms`` (how many forms) and ``each`` (the first six, in short)."""
    each: str
    """One of them in short: takes what the rule's own message takes, and ``form``."""

    def say(self, hits: list[Hit], package: Package) -> str:
        """Return the message for several findings."""
        listed = [self._short(hit, package) for hit in hits[:_LISTED]]
        words = {
            "count": str(len(hits)),
            "forms": str(len({hit.at[0].form for hit in hits if hit.at})),
            "each": "；".join(listed) + ("等" if len(hits) > _LISTED else ""),
        }
        return self.message.format_map(words)

    def _short(self, hit: Hit, package: Package) -> str:
        form = form_words(package, hit.at[0].form) if hit.at and hit.at[0].form >= 0 else "整套材料"
        return self.each.format_map({**hit.figures, "form": form})


def read_group(card: Card) -> Group | None:
    """Read a card's ``group``; None where each finding stands alone.

    Raises:
        StandardError: A key is missing, unknown or wrong.
    """
    if "group" not in card:
        return None
    nested = card.card("group")
    group = Group(nested.choice("by", Grouping), nested.text("message"), nested.text("each"))
    nested.close()
    return group


def grouped(hits: Iterable[Hit], group: Group | None) -> Iterator[list[Hit]]:
    """Yield the hits that are one finding together, each once by its main cell."""
    if group is None:
        yield from ([hit] for hit in hits)
        return
    found: dict[int, dict[tuple[int, str], Hit]] = {}
    for number, hit in enumerate(hits):
        form = hit.at[0].form if hit.at else -1
        main = (form, hit.at[0].cell) if hit.at else (-1, str(number))
        found.setdefault(form if group.by is Grouping.FORM else -1, {}).setdefault(main, hit)
    yield from (list(together.values()) for together in found.values())
