"""Text in which even the spaces between cells are gone → cells, where they can be separated with certainty.

``20100%100%20`` under 分值, 指标值, 实际值, 得分 can only be 20, 100%, 100%, 20: no number starts with a zero
it does not need, marks are at most their weight, a share is at most one hundred. Where a second reading is
possible the text stays one cell, marked as not separated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice, pairwise

from jiheng.documents import Paragraph
from jiheng.forms._alignment import in_order
from jiheng.forms._catalogue import all_form_cards
from jiheng.forms._cross_checks import ExecutionMarks, execution_marks, nothing_lost
from jiheng.forms._evidence import Evidence, recognize
from jiheng.forms._labels import label_key, plain
from jiheng.forms._tokens import Token
from jiheng.forms._types import Block, FormCard, RowStyle
from jiheng.values import read_figure

_FEWEST_LABELS = 8
"""A paragraph with fewer labels in it is prose."""
_MOST_WORDS = 4
"""Where spaces are left, they part the cells."""
_TITLE_LENGTH = 40
_LONGEST_RUN = 400
_LONGEST_CELL = 16
_SIGN = "≥≤=<>"
_MISREAD_SIGN = "2"
"""What recognition of scanned pages makes of ≥."""
_HAN = "\u4e00-\u9fff"
_WHOLE = r"(?:0|[1-9]\d{0,8})"
_AMOUNT = re.compile(rf"{_WHOLE}(?:\.\d{{1,2}})?")
_RATE = re.compile(rf"{_WHOLE}(?:\.\d{{1,2}})?%")
_MARKS = re.compile(r"(?:100|[1-9]?\d)(?:\.\d{1,2})?")
_VALUE = re.compile(rf"[{_SIGN}]?{_WHOLE}(?:\.\d{{1,4}})?(?:%|[{_HAN}㎡]{{1,3}})?")
_NAME = re.compile(rf"[{_HAN}（）、“”]{{3,30}}")
_ROW = re.compile(rf"(?<=[\d%])(?=[{_HAN}]{{4}})")
_TWICE = re.compile(rf"([{_HAN}]{{2,8}})\1")
_UNIT_BEHIND_NAME = re.compile(r"^(.+?)(%|万亩|亩|万元|公里|平方米)$")
_NOISE = re.compile(r"（[A-Z](?:/[A-Z])?）|…+")
"""Letters that name a column for a formula (B/A), and placeholders."""
_KINDS = {
    "original_budget": _AMOUNT,
    "final_budget": _AMOUNT,
    "actual_expenditure": _AMOUNT,
    "execution_rate": _RATE,
    "max_score": _MARKS,
    "score": _MARKS,
    "target": _VALUE,
    "achieved": _VALUE,
}
_AMOUNTS = ("original_budget", "final_budget", "actual_expenditure")
_LEVELS_ABOVE = frozenset({"category", "subcategory"})
_PLAIN_WORDS = frozenset({"单位", "指标", "部门", "原因", "备注", "总额", "合计", "项目负责人"})
"""Labels that are as well ordinary words: no cut is made at them."""

Cells = dict[str, str]
Sound = Callable[[Mapping[str, Decimal | None]], bool]


def is_run_on(paragraph: Paragraph) -> bool:
    """Whether a paragraph holds a form's labels one behind the other, with nothing between the cells."""
    if "|" in paragraph.text or len(paragraph.text.split()) > _MOST_WORDS:
        return False
    return len(_labels().findall(plain(paragraph.text))) >= _FEWEST_LABELS


def separate(paragraphs: Sequence[Paragraph], document: str) -> Iterator[Token]:
    """Cut run-on text at its labels and, between them, into the cells that its header allows.

    Raises:
        FormAmbiguous: Two forms fit its labels equally well.
    """
    pieces = [
        (cell, paragraph.address)
        for paragraph in paragraphs
        for piece in _labels().split(plain(paragraph.text))
        if (cell := _NOISE.sub("", piece))
    ]
    keys = frozenset(label_key(piece) for piece, _ in pieces)
    card = recognize(Evidence(pieces[0][0][:_TITLE_LENGTH], keys), document, pieces[0][1])
    if card is None:
        return
    reader = _Reader(card)
    tokens: list[Token] = []
    for piece, at in pieces:
        tokens += [Token(cell, at, starts_line=False, whole=whole) for cell, whole in reader.read(piece)]
        if reader.total_at is None and reader.line_open:
            reader.total_at = len(tokens)
    if reader.execution is not None and reader.total_at is not None:
        at = tokens[reader.total_at - 1].at
        cells = reader.execution_cells()
        tokens[reader.total_at : reader.total_at] = [Token(cell, at, starts_line=False) for cell in cells]
    yield from tokens


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """Every label of every card, longest first, with 其中 before and marks or notes behind it."""
    labels = (
        frozenset[str]().union(*(card.labels() for card in all_form_cards() if not card.needs_borders))
        - _PLAIN_WORDS
    )
    longest = "|".join(
        sorted((re.escape(label) for label in labels if len(label) > 1), key=len, reverse=True)
    )
    return re.compile(
        rf"((?:[一二三四五六七八九十]{{1,2}}、)?(?:其中[:：])?(?:{longest})(?:（[^（）]{{1,12}}）)?[:：]?)"
    )


@dataclass(slots=True)
class _Reader:
    """Knows under which header the text stands."""

    card: FormCard
    header: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    block: Block | None = None
    total: Decimal | None = None
    """Final budget of the first line: a part of it cannot be more."""
    line_open: bool = False
    total_open: bool = False
    total_at: int | None = None
    """How many cells stand before those of the first line."""
    marks: Decimal | None = None
    """The total score where it stands above the table."""
    execution: ExecutionMarks | None = None
    """The first line's rate, weight and score where its amounts are illegible."""
    funds: tuple[str, ...] = ()

    def read(self, piece: str) -> list[tuple[str, bool]]:
        """Return the cells of a piece, each with whether it is separated for certain."""
        key = label_key(piece)
        if key in self.card.labels():
            self._note(key)
            return [(piece, True)]
        self.header = []
        if self.block is None:
            self.marks = _number(piece) if self.total_open and self.marks is None else self.marks
            return [(piece, True)]
        columns = tuple(name for name in self.columns if name not in _LEVELS_ABOVE)
        if self.total_open:
            return self._total(piece)
        if self.block.style is RowStyle.RECORDS:
            return self._records(piece, columns)
        if self.block.style is RowStyle.LINES and self.line_open:
            self.line_open = False
            return self._line(piece, columns)
        return [(piece, False)]

    def _note(self, key: str) -> None:
        """Follow the headers: a run of column labels opens a block."""
        self.total_open = key in self.card.total
        if self.block is not None and key in self.block.lines:
            self.line_open = True
            self.header = []
            return
        for block in self.card.blocks:
            run = [*self.header, key]
            found = [block.columns[k] for k in run if k in block.columns]
            if len(set(found)) >= block.at_least:
                self.block, self.columns = block, in_order(found, block.parts)
        self.header.append(key)

    def _total(self, piece: str) -> list[tuple[str, bool]]:
        """Read weight and marks behind 总分; the records end here."""
        self.total_open, self.block = False, None
        figures = re.match(r"[\d.]*", piece)
        end = figures.end() if figures else 0
        found = _only(piece[:end], ("max_score", "score"), _marks_are_sound)
        cells = [(text, True) for text in found.values()] if found else [(piece[:end], False)]
        return [*cells, (piece[end:], True)] if piece[end:] else cells

    def _line(self, piece: str, columns: Sequence[str]) -> list[tuple[str, bool]]:
        amounts = tuple(name for name in columns if name in _AMOUNTS)
        figures = tuple(name for name in columns if name in _KINDS)
        found = _only(piece, figures, self._is_sound_line) or _only(piece, amounts, self._is_sound_line)
        if found is None:
            return self._illegible_line(piece, columns)
        if _AMOUNT.fullmatch(piece) and self._may_be_one(piece):
            return [(piece, False)]
        if self.total is None:
            self.total = _number(found.get("final_budget", ""))
        return [(found.get(name, ""), True) for name in columns]

    def _may_be_one(self, piece: str) -> bool:
        """Whether the digits may be one amount beside blank cells: it must be a part of the first line's."""
        amount = _number(piece)
        return amount is not None and (self.total is None or amount <= self.total)

    def _illegible_line(self, piece: str, columns: Sequence[str]) -> list[tuple[str, bool]]:
        """Keep the amounts as one doubtful text; weight × rate = score may still tell these three.

        Marks are the first line's wherever the cell that spans the lines is printed.
        """
        figures = tuple(name for name in columns if name in _KINDS)
        found = execution_marks(piece) if figures[-3:] == ("execution_rate", "max_score", "score") else None
        if found is None or self.total is not None or self.execution is not None:
            return [(piece, False)]
        self.execution, self.funds = found, tuple(columns)
        return [(text, False) for text in (found.before, found.after) if text]

    def execution_cells(self) -> list[str]:
        """Return the first line's cells: the amounts blank, rate, weight and score as printed."""
        found = self.execution
        assert found is not None  # noqa: S101 - the caller looked
        cells = {"execution_rate": found.rate, "max_score": found.weight, "score": found.score}
        return [cells.get(name, "") for name in self.funds]

    def _is_sound_line(self, numbers: Mapping[str, Decimal | None]) -> bool:
        """A rate is actual over budget; marks are at most their weight; a part is at most the whole."""
        budget, actual = numbers.get("final_budget"), numbers.get("actual_expenditure")
        if budget is None or actual is None or (self.total is not None and max(budget, actual) > self.total):
            return False
        rate, weight, marks = (numbers.get(name) for name in ("execution_rate", "max_score", "score"))
        if rate is not None and (not budget or abs(actual / budget * 100 - rate) > 1):
            return False
        if rate is not None and weight is not None and marks is not None and marks > weight * rate / 100 + 1:
            return False
        return _marks_are_sound(numbers)

    def _records(self, piece: str, columns: Sequence[str]) -> list[tuple[str, bool]]:
        """Cut a run of records at names; a record with a second reading stays whole, marked as doubtful."""
        cells: list[tuple[str, bool]] = []
        full = nothing_lost(self.marks, self.execution)
        explained = True  # behind a level name, or a record that lost no marks: no reason stands in between
        for row in _rows(piece):
            name = _NAME.match(row)
            figures = name is not None and name.end() < len(row)
            found = self._record(row, columns) if figures and explained else None
            explained = full or (found is not None and found.get("score") == found.get("max_score", ""))
            if found is None:
                cells.append((row, False))
            else:
                cells += [(found.get(column, ""), True) for column in columns]
        return cells

    def _record(self, row: str, columns: Sequence[str]) -> Cells | None:
        """Read one record; the unit may stand between name and figures."""
        label, unit, rest = _named(row, columns)
        figures = tuple(column for column in columns if column in _KINDS)
        share = unit == "%" or label.endswith(("率", "比例"))
        full = nothing_lost(self.marks, self.execution)

        def is_sound(numbers: Mapping[str, Decimal | None]) -> bool:
            return _is_sound_record(numbers, share=share) and (not full or _has_full_marks(numbers))

        cells = _only(rest, figures, is_sound)
        if _unit_stands_first(columns) and not unit:
            cells = None  # a unit that is not known may stand at the end of the name
        if figures[:2] == ("target", "achieved") and _could_be(rest, figures[2:], is_sound):
            cells = None  # target and achieved value may be words, and stand in what looks like the name
        if "target_sign" in self.columns and rest[:1] == _MISREAD_SIGN:
            # Here the first digit may be a sign misread: the reading must be impossible without it.
            cells = None if _could_be(rest[1:], figures, is_sound) else cells
        return cells and {**cells, "name": label, "target_unit": unit}


def _named(row: str, columns: Sequence[str]) -> tuple[str, str, str]:
    """Split a record into its name, the unit behind it where there is a column for one, and the figures."""
    name = _NAME.match(row)
    assert name is not None  # noqa: S101 - the caller looked
    label, rest = name[0], row[name.end() :]
    if not _unit_stands_first(columns):
        return label, "", rest
    sign = "%" if rest.startswith("%") else ""
    found = _UNIT_BEHIND_NAME.match(label + sign)
    label, unit = found.groups() if found else (label, "")
    return label, unit, rest[len(sign) :]


def _unit_stands_first(columns: Sequence[str]) -> bool:
    """Whether the unit has a column before the target's, so that it touches the name."""
    return "target_unit" in columns[: columns.index("target") if "target" in columns else None]


def _has_full_marks(numbers: Mapping[str, Decimal | None]) -> bool:
    weight = numbers.get("max_score")
    return weight is not None and weight > 0 and numbers.get("score") == weight


def _rows(piece: str) -> list[str]:
    """Cut before every name behind a figure; words printed twice are a target and its value, not a name."""
    cuts = [found.start() for found in _ROW.finditer(piece) if not _TWICE.match(piece, found.start())]
    bounds = [0, *cuts, len(piece)]
    return [piece[first:last] for first, last in pairwise(bounds) if first < last]


def _is_sound_record(numbers: Mapping[str, Decimal | None], *, share: bool) -> bool:
    """Marks are at most their weight; a share is at most one hundred."""
    values = (numbers.get("target"), numbers.get("achieved"))
    if share and any(value is not None and value > 100 for value in values):  # noqa: PLR2004 - per cent
        return False
    return _marks_are_sound(numbers)


def _marks_are_sound(numbers: Mapping[str, Decimal | None]) -> bool:
    weight, marks = numbers.get("max_score"), numbers.get("score")
    return weight is None or marks is None or marks <= weight


def _only(text: str, columns: Sequence[str], is_sound: Sound) -> Cells | None:
    """Return the one way to cut a text into these columns; None where there is none, or a second."""
    if not columns or len(text) > _LONGEST_RUN:
        return None
    found = list(islice(_sound(text, columns, is_sound), 2))
    return found[0] if len(found) == 1 else None


def _could_be(text: str, columns: Sequence[str], is_sound: Sound) -> bool:
    """Whether a text can be cut into these columns at all."""
    return len(text) > _LONGEST_RUN or next(_sound(text, columns, is_sound), None) is not None


def _sound(text: str, columns: Sequence[str], is_sound: Sound) -> Iterator[Cells]:
    """Yield the readings whose figures can stand together."""
    for cells in _readings(text, columns):
        if is_sound({name: _number(value) for name, value in cells.items()}):
            yield cells


def _readings(text: str, columns: Sequence[str]) -> Iterator[Cells]:
    """Yield every way to cut a text into one cell a column."""
    if not columns:
        if not text:
            yield {}
        return
    if columns[:2] == ("target", "achieved") and (twice := _TWICE.match(text)):
        for rest in _readings(text[twice.end() :], columns[2:]):
            yield {"target": twice[1], "achieved": twice[1], **rest}
    for end in range(1, min(len(text), _LONGEST_CELL) + 1):
        if _KINDS[columns[0]].fullmatch(text, 0, end):
            for rest in _readings(text[end:], columns[1:]):
                yield {columns[0]: text[:end], **rest}


def _number(text: str) -> Decimal | None:
    return read_figure(text.lstrip(_SIGN), "").value
