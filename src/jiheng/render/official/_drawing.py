"""One form drawn by its layout: lines above and below, and rows that can still be held against another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from jiheng.render.official._blocks import Line, Sheet, Style, Table
from jiheng.render.official._layouts import ABOVE, LEFT, REFERENCE, Layout, LayoutRow
from jiheng.render.official._tokens import Token, draw, mark
from jiheng.render.official._values import Evaluated, Names, is_amount, names_of_form, names_of_row
from jiheng.reports import BaseData, FundLine, SelfEvaluation, field_words

_SUBCHAPTER = re.compile(r"[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]")
_REPORT = "绩效自评报告"
_AT_START = frozenset({"expected", "deviation_reason", "austerity_measures", "left", "right"})
_AT_START_IN = {"objectives": frozenset({"achieved"}), "expenditure": frozenset({"label"})}
_INDENT = "\u3000"
_LEVELS = ("category", "subcategory")


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row of a form's table before cells that say the same are joined."""

    block: str
    called: str
    """What the row is called by its record, "" where it stands once."""
    tokens: tuple[Token, ...]


@dataclass(slots=True)
class Drawing:
    """A form in its layout."""

    layout: Layout
    form: Evaluated
    name: str
    left_out: list[str] = field(default_factory=list)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = names_of_form(self.form)

    def sheet(self, number: int) -> Sheet:
        """Return the sheet: report text where there is one, headings, the table, what stands below it."""
        table = joined(self.layout, self.rows(), number)
        blocks: tuple[Line | Table, ...] = (*self.above(), table, *self.below())
        self.left_out += [_words("", name, text) for name, text in self.names.left_out()]
        return Sheet(self.name, blocks, self.layout.landscape)

    def above(self) -> Iterator[Line]:
        """Yield what stands above the table."""
        if self.layout.attachment:
            yield Line(self.layout.attachment, Style.ATTACHMENT)
        report = tuple(self._report())
        yield from report
        yield Line(self.names.fill(self.layout.heading), Style.TITLE, new_page=bool(report))
        if subheading := self.names.fill(self.layout.subheading):
            yield Line(subheading, Style.SUBTITLE)

    def _report(self) -> Iterator[Line]:
        """Yield the report text of a project; what the table holds under a label of its own is not in it."""
        if not isinstance(self.form, SelfEvaluation):
            return
        cells = [cell for row in self.layout.rows for cell in row.cells]
        in_table = {name for cell in cells for name in REFERENCE.findall(cell)}
        sections = [s for s in self.form.narrative if f"section.{s.heading.text}" not in in_table]
        if not sections:
            return
        title = self.form.narrative_title.text.removesuffix(_REPORT) or self.form.name.text
        yield Line(title, Style.TITLE)
        yield Line(_REPORT, Style.TITLE)
        for section in sections:
            if section.heading.text:
                yield Line(section.heading.text, _heading_style(section.heading.text))
            yield from (Line(text, Style.BODY) for text in section.text.split("\n") if text)

    def below(self) -> Iterator[Line]:
        """Yield what stands below the table."""
        own = self.form.notes if isinstance(self.form, BaseData) else ()
        for note in [printed.text for printed in own] or [self.layout.note]:
            if note:
                yield Line(note, Style.NOTE)
        printed = self.form.filing_line.text
        if signature := printed or self.names.fill(self.layout.signature).strip(_INDENT):
            yield Line(signature, Style.SIGNATURE)

    def rows(self) -> list[DrawnRow]:
        """Return the rows of the table; values that no cell took are added to ``left_out``."""
        return [drawn for row in self.layout.rows for drawn in self._rows(row)]

    def _rows(self, row: LayoutRow) -> Iterator[DrawnRow]:
        if not row.block:
            yield DrawnRow("", "", tuple(_token(cell, self.names, row.block) for cell in row.cells))
            return
        for record in self._records(row.block):
            called = (record.values.get("name") or record.values.get("label") or "").strip(_INDENT)
            yield DrawnRow(row.block, called, tuple(_token(cell, record, row.block) for cell in row.cells))
            self.left_out += [_words(called, name, text) for name, text in record.left_out()]

    def _records(self, block: str) -> list[Names]:
        form = self.form
        if isinstance(form, BaseData):
            rows = [names_of_row(row, 0) for row in form.expenditure] if block == "expenditure" else []
            return [_indented(names, row.level) for names, row in zip(rows, form.expenditure, strict=False)]
        if block == "funds":
            lines = [names_of_row(line, 0) for line in form.funds if not self._stands_in_pairs(line)]
            return lines or [Names({"label": label}) for label in self.layout.fund_lines]
        if block in {"amounts", "amount_heads"}:
            pairs = self._pairs(form.funds)
            return pairs if block == "amounts" else [Names({}) for _ in pairs[:1]]
        found: Sequence[object] = form.objectives if block == "objectives" else form.indicators
        return [names_of_row(record, n) for n, record in enumerate(found, start=1)] or [Names({})]

    def _stands_in_pairs(self, line: FundLine) -> bool:
        places = {**self.layout.amounts_left, **self.layout.amounts_right}
        return line.source in places and is_amount(line)

    def _pairs(self, funds: Iterable[FundLine]) -> list[Names]:
        """Return income beside spending, each line with its amount; both blank where there is no line."""
        lines = [line for line in funds if self._stands_in_pairs(line)]
        sides = []
        for places in (self.layout.amounts_left, self.layout.amounts_right):
            printed = [f"{one.label.text}：{one.amount.text}" for one in lines if one.source in places]
            blank = [f"{label}：" for label in places.values()]
            sides.append(printed if lines else blank)
        # 其中 stands before the first part of each sum.
        left, right = ([f"其中：{side[0]}", *side[1:]] if side else [] for side in sides)
        return [Names({"left": one, "right": two}) for one, two in zip_longest(left, right, fillvalue="")]


def joined(layout: Layout, rows: Sequence[DrawnRow], number: int) -> Table:
    """Return the table of rows, levels that repeat the row above joined with it.

    A second level is joined within its first level only.
    """
    columns = [
        next((c for c, cell in enumerate(row.cells) if cell.startswith(f"{{{level}}}")), None)
        for row in layout.rows
        if row.block == "indicators"
        for level in _LEVELS
    ]
    tokens = [list(row.tokens) for row in rows]
    for r in range(len(rows) - 1, 0, -1):
        if rows[r].block == rows[r - 1].block == "indicators":
            for column in columns:
                if column is None:
                    continue
                here, above = rows[r].tokens[column], rows[r - 1].tokens[column]
                if (here.text, here.was) != (above.text, above.was) or not (here.text or here.was):
                    break
                tokens[r][column] = mark(ABOVE)
    return draw(tokens, layout.widths, number, layout.repeated_rows)


def _indented(names: Names, level: int) -> Names:
    return Names({**names.values, "label": _INDENT * (level - 1) + names.values.get("label", "")})


def _token(cell: str, names: Names, block: str) -> Token:
    if cell in {LEFT, ABOVE}:
        return mark(cell)
    asked = REFERENCE.findall(cell)
    text = names.fill(cell)
    return Token(
        text,
        is_label=not asked or not cell.startswith("{"),
        at_start=not (_AT_START | _AT_START_IN.get(block, frozenset())).isdisjoint(asked),
        name=asked[0] if asked and cell.startswith("{") else "",
    )


def _heading_style(text: str) -> Style:
    return Style.HEADING_2 if _SUBCHAPTER.match(text) else Style.HEADING_1


def _words(row: str, name: str, text: str) -> str:
    return f"{f'“{row}”的' if row else ''}{field_words(name.rsplit('.', 1)[-1]) or name}“{text}”"
