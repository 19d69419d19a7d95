"""What an indicator's name and level say about its figure, as data (``names.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jiheng.cards import read_card, read_citations
from jiheng.reports import Indicator
from jiheng.values import Direction


@dataclass(frozen=True, slots=True)
class Names:
    """The words of ``names.yaml``."""

    rising: tuple[str, ...]
    falling: tuple[str, ...]
    lower_is_better: tuple[str, ...]

    def says(self, indicator: Indicator, direction: Direction) -> bool:
        """Whether the name itself speaks of a figure that moves this way."""
        words = self.rising if direction is Direction.UP else self.falling
        return any(word in indicator.name.text for word in words)

    def may_be_ceiling(self, indicator: Indicator) -> bool:
        """Whether a bare number may be meant as a ceiling, by the indicator's name or level."""
        text = indicator.category.text + indicator.subcategory.text + indicator.name.text
        return any(word in text for word in self.lower_is_better)


@cache
def all_names() -> Names:
    """Return the shipped words."""
    return read_names(files("jiheng.scoring") / "names.yaml")


def read_names(file: Traversable) -> Names:
    """Read ``names.yaml``.

    Raises:
        StandardError: A key is missing or unknown.
    """
    card = read_card(file)
    card.text("title")
    read_citations(card)
    names = Names(card.texts("rising"), card.texts("falling"), card.texts("lower_is_better"))
    card.close()
    return names
