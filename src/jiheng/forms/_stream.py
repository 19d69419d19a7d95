"""Reads a form out of text whose tables have lost their borders.

Labels tell what follows: a run of column labels is a header, a level name or a label of the card opens a row,
and the cells behind it are placed under the header with certainty or not at all (``_alignment``). What is
doubtful is listed as unread with its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiheng.documents import Origin, Problem, Reading
from jiheng.forms._alignment import LEVELS, in_order, place, with_previous
from jiheng.forms._column_pairs import points_of_heading, read_column_pairs
from jiheng.forms._labels import label_and_amount, label_key, plain, split_points, without_year
from jiheng.forms._segments import Segment, is_value, segments
from jiheng.forms._tokens import Token, is_placeholder, starts_numbered
from jiheng.forms._totals import total_marks
from jiheng.forms._types import Block, FilledRow, FormCard, RowStyle
from jiheng.forms._walk import MONEY_UNIT, short_key
from jiheng.values import STROKES, Printed, read_figure, squeeze

_ONE_FIGURE = "总分行只有一个数字，不能确定是分值还是得分"
_LABELLED = re.compile(r"\s*([^:：]{2,20})[:：]\s*(\S.*?)?(?:\s+\S{2,8}[:：]\s*)?$")
"""A label with its value behind a colon; another label without a value may follow on the line."""
_ENOUGH_CELLS = 2
"""So many values make a row whole enough for the next line to be another row."""
_ALSO_A_WORD = "单位"
"""A column label (度量单位) that is as well an ordinary word of a cell."""
_LONGEST_LEVEL = 20
_MOST_OBJECTIVE_CELLS = 8
_CELLS_A_LINE = 2


@dataclass(slots=True)
class Stream:
    """One form's cells while they are read."""

    card: FormCard
    tokens: Sequence[Token]
    rows_are_lines: bool
    """Whether lines hold several cells, so that a new line may be a new row."""
    position: int = 0
    fields: dict[str, Printed] = field(default_factory=dict)
    rows: list[FilledRow] = field(default_factory=list)
    total: dict[str, Printed] = field(default_factory=dict)
    unread: list[Printed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    """Lines whose cells may belong elsewhere than where they were put."""
    points: dict[str, Printed] = field(default_factory=dict)
    """The weight that a header prints in brackets instead of a column."""
    pending: dict[str, Printed] = field(default_factory=dict)
    """Levels of a placeholder row: they hold for the row that follows it."""
    group: str = ""
    """The first-level group in force."""
    segments: dict[int, Segment] = field(default_factory=dict)
    """Where the records ahead begin."""
    run_end: int = 0
    """Up to where they have been told apart."""
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Block → the columns of its header."""
    block: Block | None = None
    columns: tuple[str, ...] = ()

    def run(self) -> None:
        """Read every token; each step takes at least one."""
        while self.position < len(self.tokens):
            if not self.tokens[self.position].whole:
                self._doubt([self.tokens[self.position]], "几格连在一起，不能确定怎样分开")
                self.position += 1
            elif not self._header() and not self._labelled() and not self._row():
                self._leave(self.tokens[self.position])
                self.position += 1

    # What a token is -------------------------------------------------------------------------------

    def _key(self, ahead: int = 0) -> str:
        at = self.position + ahead
        return short_key(self.tokens[at].text) if at < len(self.tokens) else ""

    def _is_level(self, text: str) -> str:
        """Return which level a name is ("category", "subcategory"), or "".

        成本指标 is a group of its own in some forms and a part of 产出指标 in others: the group tells.
        """
        name = split_points(text)[0] if len(text) < _LONGEST_LEVEL else ""
        if name in self.card.categories and not (
            name in self.card.subcategories and self.group == "产出指标"
        ):
            return "category"
        return "subcategory" if name in self.card.subcategories else ""

    def _opens(self, token: Token) -> bool:
        """Whether a token can only be a label: no row runs past it."""
        key = short_key(token.text)
        if not key:
            return False
        if self._is_level(token.text) or key in self.card.total or self.card.field_of(key):
            return True
        if self.block is not None and self.block.style in {RowStyle.LINES, RowStyle.COLUMN_PAIRS}:
            amount = label_and_amount(token.text)
            if {key, label_key(amount[0]) if amount else ""} & self.block.lines.keys():
                return True
        if key == _ALSO_A_WORD:
            return False
        bare, _ = without_year(key)
        return any(bare in block.columns or key in block.captions for block in self.card.blocks)

    def _leave(self, token: Token) -> None:
        key = short_key(token.text)
        if squeeze(token.text) and not any(key in block.captions for block in self.card.blocks):
            self.unread.append(Printed(token.text, token.at))

    # The steps -----------------------------------------------------------------------------------------

    def _header(self) -> bool:
        """A run of column labels, captions and blanks among them allowed, opens a block."""
        for block in self.card.blocks:
            found: list[tuple[str, int]] = []
            ahead = 0
            while self.position + ahead < len(self.tokens):
                key = self._key(ahead)
                bare, year = without_year(key)
                column = block.columns.get(key) or block.columns.get(bare)
                if column:
                    found.append((column, year))
                elif squeeze(self.tokens[self.position + ahead].text) and not (
                    key in block.captions and found
                ):
                    break
                ahead += 1
            if len({column for column, _ in found}) >= block.at_least:
                self.block, self.columns = block, in_order(with_previous(found), block.parts)
                self.headers[block.name] = self.columns
                self._note_around(block, self.position - 1, self.position + ahead)
                self.position += ahead
                return True
        return False

    def _note_around(self, block: Block, first: int, last: int) -> None:
        around = self.tokens[max(first, 0) : last]
        self.points = points_of_heading([Printed(t.text, t.at) for t in around], block, self.columns)
        if unit := MONEY_UNIT.search("，".join(plain(token.text) for token in around)):
            self.units[block.name] = unit[1]

    def _labelled(self) -> bool:
        """The total, and labels with their value behind them or after a colon."""
        token = self.tokens[self.position]
        key = self._key()
        in_records = self.block is not None and self.block.style is RowStyle.RECORDS
        if key in self.card.total and in_records:
            self._take_total()
            return True
        if key in self.card.total and self._take_top_total():
            return True
        if in_records and key not in self.card.sections:
            return False
        labelled = _LABELLED.match(token.text)
        label, value = labelled.groups() if labelled else ("", "")
        name = self.card.field_of(key) or self.card.field_of(label_key(label))
        if not name:
            return False
        self.position += 1
        if not value and self.position < len(self.tokens) and not self._opens(self.tokens[self.position]):
            token = self.tokens[self.position]
            value = token.text
            self.position += 1
        if value:
            self.fields.setdefault(name, Printed(value, token.at))
        return True

    def _take_top_total(self) -> bool:
        """A total that stands above the table (自评总分 97.93) is the score."""
        following = next(iter(self.tokens[self.position + 1 : self.position + 2]), None)
        if following is None or read_figure(following.text, "").value is None:
            return False
        self.total = {"score": Printed(following.text, following.at)}
        self.position += 2
        return True

    def _take_total(self) -> None:
        behind = self.tokens[self.position + 1 : self.position + 1 + len(self.columns)]
        total, length = total_marks(behind, self.columns)
        self.position += 1 + length
        if total:
            self.total, self.block = dict(total), None
        else:
            self._doubt([t for t in behind[:length] if squeeze(t.text)], _ONE_FIGURE)

    def _row(self) -> bool:
        block = self.block
        if block is None:
            return False
        if block.style is RowStyle.LINES:
            return self._line(block, self.tokens[self.position])
        if block.style is RowStyle.COLUMN_PAIRS:
            return self._pairs(block)
        return self._one(block) if block.style is RowStyle.ONE else self._record(block)

    def _line(self, block: Block, token: Token) -> bool:
        key = self._key()
        if (amount := label_and_amount(token.text)) and block.lines.get(label_key(amount[0])):
            self.position += 1
            cells = {"amount": Printed(amount[1], token.at)} if amount[1] else {}
            if not amount[1]:
                cells = self._place(self._cells(len(self.columns), stop_at_lines=False), self.columns)
            line = block.lines[label_key(amount[0])]
            self.rows.append(FilledRow(block.name, line, Printed(amount[0], token.at), cells, token.at))
            return True
        own = bool(self.card.levels) and not is_value(squeeze(token.text)) and not self._opens(token)
        if key not in block.lines and not (own and not is_placeholder(token.text) and squeeze(token.text)):
            return False
        self.position += 1
        label = Printed(token.text, token.at)
        cells = self._place(self._cells(len(self.columns), stop_at_lines=False), self.columns)
        if not cells and key not in block.lines:
            self.position -= 1
            return False
        cells |= self.points
        self.points = {}
        self.rows.append(FilledRow(block.name, block.lines.get(key, ""), label, cells, token.at))
        return True

    def _pairs(self, block: Block) -> bool:
        """A label and its amount in every column."""
        ahead = self.tokens[self.position : self.position + 2 * len(self.columns)]
        row = read_column_pairs([token.text for token in ahead], block, self.columns)
        if row is None:
            return False
        printed = [Printed(t.text, t.at) for t in self.tokens[self.position : self.position + row.length]]
        cells = {name: printed[at] for name, at in row.cells.items()}
        self.unread.extend(cells.pop(name) for name in block.unreported & cells.keys())
        self.rows.append(FilledRow(block.name, row.line, printed[0], cells, printed[0].at))
        self.position += row.length
        return True

    def _one(self, block: Block) -> bool:
        """The texts under 预期目标 and 实际完成情况: two of them, or it cannot be said which is which."""
        figures = self.tokens[self.position : self.position + len(self.columns)]
        limit = len(figures) if all(is_value(squeeze(t.text)) for t in figures) else _MOST_OBJECTIVE_CELLS
        cells = [t for t in self._cells(limit, stop_at_lines=False) if squeeze(t.text)]
        self.block = None
        if len(cells) != len(self.columns):
            self._doubt(cells, "目标与完成情况的文字不能对应到两栏")
            return bool(cells)
        values = {name: Printed(t.text, t.at) for name, t in zip(self.columns, cells, strict=True)}
        self.rows.append(FilledRow(block.name, "", Printed("", ""), values, cells[0].at))
        return True

    def _record(self, block: Block) -> bool:
        start = self.position
        levels = self._levels()
        key = self._key()
        if self.position >= len(self.tokens) or key in self.card.total or self.card.field_of(key):
            self.position = start if not levels else self.position
            return bool(levels)
        self.pending |= levels
        name = self.tokens[self.position]
        values = tuple(column for column in self.columns if column not in LEVELS)
        cells = self._cells_behind(values) if name.whole else None
        if cells is None:
            return True
        if is_placeholder(name.text) and all(not squeeze(t.text) or is_placeholder(t.text) for t in cells):
            return True
        placed = {**self.pending, "name": Printed(name.text, name.at), **self._place(cells, values)}
        self.pending = {}
        self.unread.extend(placed.pop(column) for column in block.unreported & placed.keys())
        self.rows.append(FilledRow(block.name, "", Printed("", ""), placed, name.at))
        return True

    def _levels(self) -> dict[str, Printed]:
        """Take the level names before a record."""
        levels: dict[str, Printed] = {}
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            level = self._is_level(token.text)
            if squeeze(token.text) and not level:
                break
            if level == "category":
                self.group = split_points(token.text)[0]
            if level:
                levels[level] = Printed(token.text, token.at)
            self.position += 1
        return levels

    def _cells_behind(self, columns: tuple[str, ...]) -> list[Token] | None:
        """Take a name and return the cells behind it; None where the records cannot be told apart."""
        record = self._segment(columns)
        if record is None:
            self.position += 1
            return self._cells(len(columns), stop_at_lines=True)
        self.position = record.last
        cells = list(self.tokens[record.first : record.last])
        if not record.certain:
            self._doubt(cells, "不能确定怎样分成几行")
            return None
        return cells[1:]

    def _segment(self, columns: tuple[str, ...]) -> Segment | None:
        """Return the record that begins here, where cells follow each other and blank ones are gone."""
        at = self.position
        if self.rows_are_lines or starts_numbered(self.tokens[at].text):
            return None
        if at >= self.run_end:
            self.run_end = at + 1
            while self.run_end < len(self.tokens) and self._is_inside(self.tokens[self.run_end]):
                self.run_end += 1
            texts = [token.text for token in self.tokens[at : self.run_end]]
            for found in segments(texts, columns):
                self.segments[at + found.first] = replace(found, first=at + found.first, last=at + found.last)
        return self.segments.get(at)

    def _is_inside(self, token: Token) -> bool:
        """Whether a cell belongs to a run of records with nothing between them."""
        text = squeeze(token.text)
        ends = starts_numbered(text) or self._opens(token)
        return bool(text) and token.whole and not ends

    def _cells(self, limit: int, *, stop_at_lines: bool) -> list[Token]:
        """Take a row's cells: up to the next label, the line after a whole row, or the header's length."""
        taken: list[Token] = []
        filled = 0
        while self.position < len(self.tokens) and len(taken) < limit:
            token = self.tokens[self.position]
            text = squeeze(token.text)
            if not token.whole:
                break
            if text and (self._opens(token) or starts_numbered(text)):
                break
            if (
                stop_at_lines
                and self.rows_are_lines
                and token.starts_line
                and filled >= _ENOUGH_CELLS
                and not is_value(text)
            ):
                break
            taken.append(token)
            filled += bool(text)
            self.position += 1
        while self.position < len(self.tokens) and not squeeze(self.tokens[self.position].text):
            self.position += 1
        if stop_at_lines and self.rows_are_lines:
            taken.extend(self._rest_of_line())
        while taken and not squeeze(taken[-1].text) and len(taken) < limit:
            taken.pop()
        return taken

    def _rest_of_line(self) -> list[Token]:
        """Take what the line holds beyond the header's columns: such a row cannot be placed."""
        rest: list[Token] = []
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.starts_line or not token.whole or self._opens(token):
                break
            rest.append(token)
            self.position += 1
        return rest if any(squeeze(token.text) for token in rest) else []

    def _place(self, cells: Sequence[Token], columns: tuple[str, ...]) -> dict[str, Printed]:
        """Place a row's cells: by position where blank cells were printed, else as far as it is certain."""
        if all(plain(t.text) in {*STROKES, ""} for t in cells) and len(cells) < len(columns):
            return {}  # strokes and blanks of a row cut short: nothing is said, and not where
        if any(not squeeze(t.text) for t in cells) and len(cells) <= len(columns):
            return {name: Printed(t.text, t.at) for name, t in zip(columns, cells, strict=False)}
        cells = [t for t in cells if squeeze(t.text)]
        placement = place([t.text for t in cells], columns)
        self._doubt([cells[i] for i in placement.doubtful], "不能确定属于哪一栏")
        if len(cells) < len(columns):
            self._note(
                [cells[i] for i in placement.cells.values()], "少了几格，按各栏能填的内容推定属于哪一栏"
            )
        return {name: Printed(cells[i].text, cells[i].at) for name, i in placement.cells.items()}

    def _doubt(self, cells: Sequence[Token], why: str) -> None:
        cells = [t for t in cells if plain(t.text) not in STROKES]  # a stroke says nothing wherever it stands
        if cells:
            text = "、".join(t.text for t in cells)
            self.problems.append(Problem("cells_doubtful", f"{text}：{why}，未采用。", cells[0].at))
            self.unread.extend(Printed(t.text, t.at) for t in cells)
            self._note(cells, f"{why}，未采用")

    def _note(self, cells: Sequence[Token], why: str) -> None:
        for at in dict.fromkeys(token.at for token in cells):
            reading = Reading(Origin.SPLIT, note=why, certain=False)
            before = self.readings.get(at)
            self.readings[at] = before.combined(reading) if before else reading


def read_stream(card: FormCard, tokens: Sequence[Token]) -> Stream:
    """Read one form out of its cells."""
    lines = sum(token.starts_line for token in tokens)
    stream = Stream(card, tokens, rows_are_lines=lines > 1 and len(tokens) > _CELLS_A_LINE * lines)
    stream.run()
    return stream
