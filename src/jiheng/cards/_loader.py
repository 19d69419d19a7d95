"""The one strict loader of every YAML card.

Every scalar arrives as text and becomes a Decimal, date or enum by the type its reader declares: no
floats, no surprise booleans (``no`` stays the text "no"). Repeated keys, unknown keys and missing keys are
refused with file, line and key (``StandardError``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum
from importlib.resources.abc import Traversable
from typing import TypeVar

import yaml

from jiheng.errors import StandardError

E = TypeVar("E", bound=Enum)


@dataclass(slots=True)
class Card:
    """A mapping of a card, read key by key; ``close`` refuses the keys that nobody asked for."""

    path: str
    line: int
    entries: dict[str, yaml.Node]
    lines: dict[str, int]
    asked: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def error(self, key: str, reason: str) -> StandardError:
        """Return the error for a key of this card, ready to raise."""
        return StandardError(self.path, self.lines.get(key, self.line), key, reason)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order written; asking for them does not count as reading them."""
        return tuple(self.entries)

    def _take(self, key: str) -> yaml.Node:
        self.asked.add(key)
        if key not in self.entries:
            raise self.error(key, "missing")
        return self.entries[key]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a scalar as text; ``default`` where the key is absent (without one it is required)."""
        if default is not None and key not in self.entries:
            return default
        node = self._take(key)
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(key, "expected one value")
        return str(node.value).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of scalars as text; () where the key is absent."""
        if key not in self.entries:
            return ()
        node = self._take(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, "expected a list")
        return tuple(self._scalar(key, item) for item in node.value)

    def _scalar(self, key: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(key, "expected a list of plain values")
        return str(node.value).strip()

    def decimal(self, key: str, default: Decimal | None = None) -> Decimal:
        """Return an exact number; a trailing ``%`` divides by one hundred."""
        if default is not None and key not in self.entries:
            return default
        raw = self.text(key)
        try:
            number = Decimal(raw.removesuffix("%"))
        except InvalidOperation as cause:
            raise self.error(key, f"{raw!r} is not a number") from cause
        return number / 100 if raw.endswith("%") else number

    def date(self, key: str) -> dt.date:
        """Return an ISO date."""
        raw = self.text(key)
        try:
            return dt.date.fromisoformat(raw)
        except ValueError as cause:
            raise self.error(key, f"{raw!r} is not a date (YYYY-MM-DD)") from cause

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Return a member of an enum by its value."""
        if default is not None and key not in self.entries:
            return default
        raw = self.text(key)
        for member in kind:
            if member.value == raw:
                return member
        known = ", ".join(str(member.value) for member in kind)
        raise self.error(key, f"{raw!r} is none of: {known}")

    def card(self, key: str) -> Card:
        """Return a nested mapping."""
        return _open(self.path, self._take(key), key)

    def cards(self, key: str) -> tuple[Card, ...]:
        """Return a list of nested mappings; () where the key is absent."""
        if key not in self.entries:
            return ()
        node = self._take(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, "expected a list")
        return tuple(_open(self.path, item, key) for item in node.value)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a nested mapping of scalars as (key, text) pairs; () where the key is absent."""
        if key not in self.entries:
            return ()
        nested = self.card(key)
        return tuple((name, nested.text(name)) for name in nested.keys())  # noqa: SIM118 - not a dict

    def close(self) -> None:
        """Refuse keys that were never asked for.

        Raises:
            StandardError: Naming the first unknown key and its line.
        """
        for key in self.entries:
            if key not in self.asked:
                raise self.error(key, "unknown key")


def read_card(file: Traversable, name: str | None = None) -> Card:
    """Read one YAML file as a card.

    Args:
        file: The file, from ``importlib.resources`` or a path.
        name: How errors name it; the file's own name by default.

    Raises:
        StandardError: Not YAML, not a mapping, or a repeated key.
    """
    path = name or file.name
    try:
        # A C loader where libyaml is there: cards are read at every start.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        raise StandardError(path, mark.line + 1 if mark else 1, "", f"not YAML: {cause}") from cause
    if node is None:
        raise StandardError(path, 1, "", "empty")
    return _open(path, node, "")


def read_folder(folder: Traversable) -> Iterator[tuple[str, Card]]:
    """Yield (file stem, card) for every ``*.yaml`` directly in a folder, by name."""
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            yield file.name.removesuffix(".yaml"), read_card(file, f"{folder.name}/{file.name}")


def _open(path: str, node: yaml.Node, key: str) -> Card:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise StandardError(path, line, key, "expected key: value pairs")
    entries: dict[str, yaml.Node] = {}
    lines: dict[str, int] = {}
    for name, value in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise StandardError(path, name.start_mark.line + 1, key, "a key must be plain text")
        if name.value in entries:
            raise StandardError(path, name.start_mark.line + 1, name.value, "repeated key")
        entries[name.value] = value
        lines[name.value] = name.start_mark.line + 1
    return Card(path, line, entries, lines)
