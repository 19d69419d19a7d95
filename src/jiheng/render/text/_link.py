"""A finished report → a source: each figure of its text that a table has too becomes a reference to it.

Takes one form with its text; gives the source, and for every figure of the text what became of it. Putting
the values back gives the text as it was, sign for sign: a figure that no reference would print the same way
stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.audit.prose import Kind, Quantity, plain_text, read_quantities
from jiheng.render.text._candidates import Candidate, candidates_of
from jiheng.render.text._evaluate import Evaluation
from jiheng.render.text._grammar import ReferenceWrong
from jiheng.render.text._print import NO_UNIT, SIZE, THOUSANDS
from jiheng.render.text._resolve import print_reference
from jiheng.render.text._source import escape, escape_start, heading_line
from jiheng.reports import Package, Section, SelfEvaluation
from jiheng.values import Printed, convert

_FIGURES = frozenset({Kind.MONEY, Kind.COUNT, Kind.RATE})
_CLAUSE = re.compile(r"[，。；：！？（）]")
_FALLS = re.compile(r"[降减少缩低]")
_POINT = re.compile(r"[\d.,，．]")
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_COMMON_WORDS = re.compile(r"[（(].*?[）)]|年度|本年|其中[:：]|资金|的|数$|[“”\d、.：:]")
_FEWEST_SHARED = 2
_WORDS = {
    "年初预算数": ("年初预算", "批复预算", "年初安排"),
    "全年预算数": ("全年预算", "调整后预算", "预算调整", "下达", "到位", "追加后"),
    "全年执行数": ("执行", "支出", "使用", "支付", "决算"),
    "上年决算数": ("上年", "去年"),
    "本年预算数": ("预算",),
    "本年决算数": ("决算", "支出", "执行"),
    "预算执行率": ("执行率",),
    "执行率": ("执行率",),
    "编制数": ("编制",),
    "在职人员": ("在职",),
}
"""What sentences call the columns of the tables."""


@dataclass(frozen=True, slots=True)
class Link:
    """A figure of the text that became a reference."""

    text: str
    at: str
    """Its paragraph's address."""
    reference: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A figure that stays as it is: several values of the table equal it, or none does."""

    text: str
    at: str
    before: str
    """The words in front of it."""
    candidates: tuple[str, ...]
    """The references that it may stand for; none where the table has no such value."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A source made of a finished text, and what became of its figures."""

    source: str
    linked: tuple[Link, ...]
    ambiguous: tuple[Unlinked, ...]
    unlinked: tuple[Unlinked, ...]


def link_text(form: SelfEvaluation, package: Package) -> Linked:
    """Return the report text of a form as a source, with references in place of figures that its table has.

    Args:
        form: A form with its text.
        package: Its package; a department's text also speaks of the base data.
    """
    linker = _Linker(Evaluation(form, package), candidates_of(Evaluation(form, package)), [], [], [])
    lines = [line for section in form.narrative for line in linker.section(section)]
    return Linked(
        "".join(f"{line}\n" for line in lines),
        tuple(linker.linked),
        tuple(linker.ambiguous),
        tuple(linker.unlinked),
    )


@dataclass(slots=True)
class _Linker:
    evaluation: Evaluation
    candidates: tuple[Candidate, ...]
    linked: list[Link]
    ambiguous: list[Unlinked]
    unlinked: list[Unlinked]

    def section(self, section: Section) -> Iterator[str]:
        if section.heading.text:
            yield heading_line(section.heading.text)
        for paragraph in section.paragraphs:
            yield escape_start(self._paragraph(paragraph))

    def _paragraph(self, paragraph: Printed) -> str:
        text = paragraph.text
        places = _places(text)
        pieces: list[str] = []
        end = 0
        for quantity in read_quantities(text, paragraph.at):
            if quantity.kind not in _FIGURES or quantity.text[0] in "一二三四五六七八九十两百":
                continue
            start, stop = places[quantity.start], places[quantity.end - 1] + 1
            written = self._reference(quantity, text[start:stop])
            if written is None:
                continue
            reference, printed = written
            pieces += [escape(text[end:start]), f"{{{reference}}}"]
            end = start + len(printed)
            self.linked.append(Link(printed, paragraph.at, reference))
        return "".join((*pieces, escape(text[end:])))

    def _reference(self, quantity: Quantity, slice_: str) -> tuple[str, str] | None:
        """Return the reference of a figure and what it prints, or None where it has none."""
        before = _clause(quantity)
        equal = [one for one in self.candidates if _equals(one, quantity, before)]
        written = [(one, self._written(one, slice_)) for one in equal]
        fitting = [(one, found) for one, found in written if found is not None]
        chosen = _chosen([one for one, _ in fitting], before, goal=quantity.goal)
        if len(chosen) == 1:
            return next(found for one, found in fitting if one is chosen[0])
        told = Unlinked(slice_, quantity.at, before, tuple(one.reference for one in chosen))
        (self.ambiguous if chosen else self.unlinked).append(told)
        return None

    def _written(self, candidate: Candidate, slice_: str) -> tuple[str, str] | None:
        """Return the way of printing a candidate that gives the text as it stands."""
        for formats in _ways(candidate, slice_):
            reference = candidate.reference + (f": {' '.join(formats)}" if formats else "")
            try:
                printed = print_reference(reference, self.evaluation)
            except ReferenceWrong:
                continue
            rest = slice_[len(printed) :]
            if slice_.startswith(printed) and not _POINT.match(rest):
                return reference, printed
        return None


def _places(text: str) -> list[int]:
    """Return where each sign of the text without white space stands in the text."""
    places = [index for index, sign in enumerate(text) if not (sign.isspace() or sign in "\u200b\ufeff")]
    # Should the two ever count differently, no figure may be cut in the wrong place.
    return places if len(places) == len(plain_text(text)) else list(range(len(plain_text(text))))


def _clause(quantity: Quantity) -> str:
    """Return the words in front of a figure, back to the mark before them."""
    left = quantity.paragraph[max(quantity.sentence_start, quantity.after_last) : quantity.start]
    parts = [part for part in _CLAUSE.split(left) if part]
    return parts[-1] if parts else ""


def _equals(candidate: Candidate, quantity: Quantity, before: str) -> bool:
    if quantity.upper is not None or "/" in quantity.text:
        return False
    amount = candidate.amount
    number = abs(amount.number) if amount.change else amount.number
    if amount.change and bool(_FALLS.search(before)) != (amount.number < 0):
        return False
    return bool(amount.unit) and convert(number, amount.unit, quantity.unit) == quantity.number


def _ways(candidate: Candidate, slice_: str) -> Iterator[tuple[str, ...]]:
    """Yield ways of printing, the plainest first."""
    found = _NUMBER.search(slice_)
    digits = f"{len((found[1] if found else '') or '')}位小数"
    size = (SIZE,) if candidate.amount.change else ()
    units = [()] + [
        (unit,) for unit in ("元", "万元", "亿元") if unit in slice_ and unit != candidate.amount.unit
    ]
    shapes = ((), (THOUSANDS,), (digits,), (digits, THOUSANDS))
    for unit in units:
        for ending in ((), (NO_UNIT,)):
            yield from ((*size, *unit, *shape, *ending) for shape in shapes)


def _chosen(equal: list[Candidate], before: str, *, goal: bool) -> list[Candidate]:
    """Return the candidates that the words before a figure leave: one, several, or none where there is none.

    A goal is a target's figure, and a target's figure a goal. Marks are meant where the words say so.
    """
    left = [one for one in equal if one.is_target == goal and (not one.is_score or _speaks_of_marks(before))]
    if not left:
        left = [one for one in equal if not one.is_score and not one.is_target]
    for narrowed in (_by_column(left, before), _by_row(left, before)):
        kept = [one for one in left if one in narrowed]
        left = kept or left
    # What is said of money without naming its source is said of the whole.
    totals = [one for one in left if one.is_total]
    return totals if len(totals) == 1 and all("funds" in one.reference for one in left) else left


def _speaks_of_marks(before: str) -> bool:
    return bool(re.search(r"得分|自评|分值|评分|扣", before))


def _by_column(equal: list[Candidate], before: str) -> list[Candidate]:
    """Return the candidates whose column the words name; the last one named where they name several."""
    said = [(max(before.rfind(word) for word in _WORDS.get(one.column, ("\0",))), one) for one in equal]
    last = max((place for place, _ in said), default=-1)
    return [one for place, one in said if place == last >= 0]


def _by_row(equal: list[Candidate], before: str) -> list[Candidate]:
    """Return the candidates whose row shares the longest run of signs with the words, two at least."""
    shared = [(_longest_shared(_COMMON_WORDS.sub("", one.row), before), one) for one in equal]
    most = max((size for size, _ in shared), default=0)
    return [one for size, one in shared if size == most >= _FEWEST_SHARED]


def _longest_shared(name: str, text: str) -> int:
    size = 0
    for start in range(len(name)):
        while start + size < len(name) and name[start : start + size + 1] in text:
            size += 1
    return size
