"""Document → the forms in it, with the paragraphs around each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiheng.documents import Document, Grid, Paragraph, Problem
from jiheng.errors import FormAmbiguous
from jiheng.forms._borderless import find_borderless
from jiheng.forms._evidence import Evidence, has_block, is_title, part_of_a_form, recognize
from jiheng.forms._readings import with_readings
from jiheng.forms._types import FilledForm, FormCard, RowStyle
from jiheng.forms._walk import Walk, short_key
from jiheng.values import Printed, squeeze

_KEY_FIELD = 3


@dataclass(frozen=True, slots=True)
class FoundForms:
    """The forms of a document, and the grids that could not be told."""

    forms: tuple[FilledForm, ...]
    ambiguous: tuple[FormAmbiguous, ...]
    other_grids: tuple[Grid, ...]
    """Grids that are no form (lists inside a report text)."""
    problems: tuple[Problem, ...] = ()
    """Tables that look like a part of a form but name none."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows of a grid that may be a form, with the title line above them."""

    grid: Grid
    first: int
    last: int
    title: Printed


def find_forms(document: Document) -> FoundForms:
    """Recognise every form of a document by its labels.

    Linear in cells. A grid that two cards fit equally well is reported as ambiguous and left alone.
    """
    search = _Search(document.name)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            search.waiting.append(block)
            continue
        for piece in _pieces(block, search.waiting):
            search.take(piece)
    search.close_last()
    if not search.forms and not search.ambiguous:
        try:
            forms, problems = find_borderless(document)
            return FoundForms(with_readings(forms, document), (), tuple(search.others), problems)
        except FormAmbiguous as doubt:
            search.ambiguous.append(doubt)
    problems = tuple(
        part_of_a_form(f"T{grid.number}")
        for grid in search.others
        if has_block(frozenset(short_key(cell.text) for cell in grid.cells))
    )
    forms = with_readings(search.forms, document)
    return FoundForms(forms, tuple(search.ambiguous), tuple(search.others), problems)


@dataclass(slots=True)
class _Search:
    """What has been found so far in one document."""

    document: str
    forms: list[FilledForm] = field(default_factory=list)
    ambiguous: list[FormAmbiguous] = field(default_factory=list)
    others: list[Grid] = field(default_factory=list)
    waiting: list[Paragraph] = field(default_factory=list)
    """Paragraphs since the last form."""
    walk: Walk | None = None

    def take(self, piece: _Piece) -> None:
        """Make the piece a form, the next part of the form before it, or neither."""
        try:
            place = f"第{piece.grid.number}张表（T{piece.grid.number}）"
            card = recognize(Evidence(piece.title.text, frozenset(_keys(piece))), self.document, place)
        except FormAmbiguous as doubt:
            self.ambiguous.append(doubt)
            return
        if self.walk is not None and _continues(self.walk, piece, card, self.waiting):
            self.walk.run(piece.grid, piece.first, piece.last)
            self.forms[-1] = _filled(self.walk, self.forms[-1], (*self.forms[-1].grids, piece.grid))
        elif card is None:
            self.others.append(piece.grid)
        else:
            self.close_last()
            self.walk = Walk(card)
            self.walk.run(piece.grid, piece.first, piece.last)
            self.forms.append(_filled(self.walk, _start(card, piece, tuple(self.waiting)), (piece.grid,)))
            self.waiting = []

    def close_last(self) -> None:
        """Give the last form the paragraphs behind it."""
        if self.forms:
            self.forms[-1] = replace(self.forms[-1], after=tuple(self.waiting))


def _start(card: FormCard, piece: _Piece, before: tuple[Paragraph, ...]) -> FilledForm:
    return FilledForm(card, (), piece.title, {}, (), {}, (), (), before, (), (), {})


def _filled(walk: Walk, form: FilledForm, grids: tuple[Grid, ...]) -> FilledForm:
    return replace(
        form,
        grids=grids,
        fields=dict(walk.fields),
        rows=tuple(walk.rows),
        total=dict(walk.total),
        notes=tuple(line for line in walk.loose if line != form.title),
        unread=tuple(walk.unread),
        problems=_problems(walk),
        units=dict(walk.units),
        blank_rows=tuple(walk.blank),
    )


def _problems(walk: Walk) -> tuple[Problem, ...]:
    """Report blocks of the form that were not found."""
    blocks = {row.block for row in walk.rows}
    missing = [
        "、".join(sorted(block.captions)) or block.name
        for block in walk.card.blocks
        if block.name not in blocks and not block.optional
    ]
    title = walk.card.title
    return tuple(Problem("block_missing", f"《{title}》中没有找到“{names}”部分。", "") for names in missing)


def _continues(walk: Walk, piece: _Piece, card: FormCard | None, waiting: Sequence[Paragraph]) -> bool:
    """Whether a grid goes on with the form before it: that has no total yet, and this names no form."""
    if waiting or walk.total or not walk.card.total or piece.title.text:
        return False
    if any(walk.card.identity.get(key) in walk.card.key_fields for key in _keys(piece)):
        return False
    in_records = walk.block is not None and walk.block.style is RowStyle.RECORDS
    return card is None or in_records or card is walk.card


def _pieces(grid: Grid, above: Sequence[Paragraph]) -> list[_Piece]:
    """Cut a grid at title lines inside it (a sheet with several forms one under the other)."""
    rows = grid.rows()
    starts: list[tuple[int, Printed]] = []
    for number, cells in enumerate(rows, 1):
        filled = [cell for cell in cells if squeeze(cell.text)]
        if len(filled) == 1 and is_title(filled[0].text):
            starts.append((number, Printed(filled[0].text, grid.address(filled[0]))))
    if not starts:
        return [_Piece(grid, 1, len(rows), _title_above(above))]
    if starts[0][0] > 1 and _has_header(grid, starts[0][0] - 1):
        starts.insert(0, (1, _title_above(above)))
    else:
        starts[0] = (1, starts[0][1])
    ends = [start - 1 for start, _ in starts[1:]] + [len(rows)]
    return [_Piece(grid, first, last, title) for (first, title), last in zip(starts, ends, strict=True)]


def _has_header(grid: Grid, last: int) -> bool:
    return sum(bool(squeeze(cell.text)) for cell in grid.cells if cell.row <= last) > last + 2


def _title_above(paragraphs: Sequence[Paragraph]) -> Printed:
    for paragraph in reversed(paragraphs):
        if is_title(paragraph.text):
            return Printed(paragraph.text, paragraph.address)
    return Printed("", "")


def _keys(piece: _Piece) -> set[str]:
    cells = (cell for cell in piece.grid.cells if piece.first <= cell.row <= piece.last)
    return {short_key(cell.text) for cell in cells} - {""}
