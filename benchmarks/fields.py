"""Compares a package with its truth field by field: what is right, missing or wrong, what of it is listed.

Takes two packages that ``jiheng.read`` gave. Forms and rows are paired in order, by what they have in common,
so that a row which was lost does not make all rows after it wrong. Texts are compared without white space.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import SequenceMatcher

from jiheng import Package
from jiheng.values import AchievedText, Figure, Printed, TargetText

_LEAVES = (Printed, Figure, TargetText, AchievedText)
_APART = frozenset({"document", "tables", "kind", "narrative", "unread", "problems", "at"})
"""What is no field, and the narrative, which is compared by characters."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field: where it stands in the report, what is printed there, and its address."""

    path: str
    text: str
    at: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as it should be."""

    form: str
    path: str
    wanted: str
    got: str
    at: str
    is_figure: bool
    listed: bool


@dataclass(slots=True)
class Comparison:
    """How a package agrees with its truth."""

    fields: int = 0
    figures: int = 0
    right: int = 0
    right_figures: int = 0
    missing: list[Difference] = field(default_factory=list)
    """The original has text, the copy has none."""
    wrong: list[Difference] = field(default_factory=list)
    """The copy has another text, or text where the original has none."""
    characters: int = 0
    """Of the narrative."""
    right_characters: int = 0
    doubts: int = 0
    idle_doubts: int = 0
    """Fields listed as doubtful that are right."""

    def dangerous(self) -> list[Difference]:
        """Return the wrong figures that nobody is told of."""
        return [one for one in self.wrong if one.is_figure and not one.listed]


def exact(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def loose(text: str) -> str:
    """Return a text without white space, its width put aside: print does not show how wide a bracket was."""
    return exact(unicodedata.normalize("NFKC", text))


def compare(truth: Package, read: Package, plain: Callable[[str], str] = exact) -> Comparison:
    """Compare every field of every form.

    Args:
        truth: The package as it should be.
        read: The package as it was read.
        plain: Takes a text, gives what of it counts.
    """
    judge = _Judge(read, plain)
    for wanted, got in _paired(truth.forms, read.forms, plain):
        judge.form = wanted if wanted is not None else got
        judge.walk(wanted, got, "")
        judge.narrative(wanted, got)
    return judge.found


class _Judge:
    def __init__(self, read: Package, plain: Callable[[str], str]) -> None:
        self.found = Comparison()
        self.form: object = None
        self._plain = plain
        doubts = read.doubts()
        self._doubted = {(doubt.document, doubt.at) for doubt in doubts}
        self._document = 0
        self.found.doubts = len(doubts)

    def walk(self, wanted: object, got: object, path: str) -> None:
        """Compare two records, either of which may be missing."""
        model = wanted if wanted is not None else got
        self._document = getattr(got, "document", self._document)
        if isinstance(model, _LEAVES):
            self._leaf(path, _leaf(wanted, path), _leaf(got, path))
        elif isinstance(model, tuple):
            mine, other = wanted if isinstance(wanted, tuple) else (), got if isinstance(got, tuple) else ()
            for number, (one, two) in enumerate(_paired(mine, other, self._plain), 1):
                self.walk(one, two, f"{path}[{number}]")
        elif is_dataclass(model):
            for declared in fields(model):
                if declared.name not in _APART:
                    inner = f"{path}.{declared.name}" if path else declared.name
                    self.walk(getattr(wanted, declared.name, None), getattr(got, declared.name, None), inner)

    def _leaf(self, path: str, wanted: Leaf, got: Leaf) -> None:
        want, have = self._plain(wanted.text), self._plain(got.text)
        listed = bool(got.at) and (self._document, got.at) in self._doubted
        if want:
            is_figure = wanted.is_figure
            self.found.fields += 1
            self.found.figures += is_figure
        else:
            is_figure = got.is_figure
        if want == have:
            self.found.right += bool(want)
            self.found.right_figures += bool(want) and is_figure
            self.found.idle_doubts += bool(want) and listed
            return
        where = self.found.wrong if have else self.found.missing
        where.append(Difference(_name(self.form), path, wanted.text, got.text, got.at, is_figure, listed))

    def narrative(self, wanted: object, got: object) -> None:
        """Compare the report text of two forms, in its order."""
        want, have = self._plain(_prose(wanted)), self._plain(_prose(got))
        self.found.characters += len(want)
        matcher = SequenceMatcher(None, want, have, autojunk=False)
        self.found.right_characters += (
            len(want) if want == have else sum(block.size for block in matcher.get_matching_blocks())
        )


def _leaf(record: object, path: str) -> Leaf:
    if not isinstance(record, Printed | Figure | TargetText | AchievedText):
        return Leaf(path, "", "", is_figure=False)
    has_digits = any(map(str.isdigit, record.text))
    return Leaf(path, record.text, record.at, not isinstance(record, Printed) and has_digits)


def _name(form: object) -> str:
    for attribute in ("name", "title"):
        name = getattr(form, attribute, None)
        if isinstance(name, Printed) and name.text:
            return name.text
    return ""


def _prose(form: object) -> str:
    return "".join(f"{section.heading.text}{section.text}" for section in getattr(form, "narrative", ()))


def _texts(record: object, plain: Callable[[str], str]) -> Iterator[str]:
    """Yield the texts of all fields of a record."""
    if isinstance(record, _LEAVES):
        yield plain(record.text)
    elif isinstance(record, tuple):
        for item in record:
            yield from _texts(item, plain)
    elif is_dataclass(record):
        for declared in fields(record):
            if declared.name not in _APART:
                yield from _texts(getattr(record, declared.name), plain)


def _paired(
    mine: Sequence[object], other: Sequence[object], plain: Callable[[str], str]
) -> list[tuple[object, object]]:
    """Pair records in order, so that what is paired has the most in common; None beside what is alone."""
    rows = [Counter(filter(None, _texts(record, plain))) for record in mine]
    columns = [Counter(filter(None, _texts(record, plain))) for record in other]
    best = [[0.0] * (len(other) + 1) for _ in range(len(mine) + 1)]
    alike = [[_likeness(a, b) for b in columns] for a in rows]
    for i in reversed(range(len(mine))):
        for j in reversed(range(len(other))):
            best[i][j] = max(alike[i][j] + best[i + 1][j + 1], best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[object, object]] = []
    i = j = 0
    while i < len(mine) or j < len(other):
        if i < len(mine) and j < len(other) and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((mine[i], other[j]))
            i, j = i + 1, j + 1
        elif j >= len(other) or (i < len(mine) and best[i][j] == best[i + 1][j]):
            pairs.append((mine[i], None))
            i += 1
        else:
            pairs.append((None, other[j]))
            j += 1
    return pairs


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the part of two records that is the same; a little for any two, as one may be misread whole."""
    least = 0.01
    return least + (one & other).total() / max(one.total(), other.total(), 1)
