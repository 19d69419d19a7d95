"""Joins a table to its continuation on the next page.

Takes two tables; says whether the second goes on from the first, and if so adds it: its columns are counted
over the lines either has, a repeated head is dropped, and the halves of a row that the page break cut become
one.

A tagged PDF says which rows stand on which page, and that is taken. Elsewhere no line tells a cut row from
two rows, as most programs close the table at the foot of the page. A row was cut where the second half has
the first's columns, says nothing in a column where the first says nothing, and one of these holds: neither
half has a ruling at the cut; text goes on from a full line at the very bottom; the first half is filled
further down than any other row; or the halves' texts together are cells found elsewhere in the document.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from jiheng.documents._pdf_lattice import SNAP
from jiheng.documents._pdf_lines import goes_on
from jiheng.documents._pdf_table import PdfCell, PdfTable
from jiheng.documents._pdf_tags import TaggedTable

Turn = tuple[TaggedTable, TaggedTable]
"""What the file's structure says of the table above a page break and of the one below it."""

_Place = tuple[int, int]
"""A cell's column, and how many it covers."""
_Pairs = list[tuple[PdfCell | None, PdfCell]]
"""Cells right below the break, each with the one right above it of the same columns."""

_ENDS = ("。", "；", "！", "？", ";", ".")

_FULLER = 1.0
"""So much further down (in points) than in any other row is no chance."""


def continues(table: PdfTable, part: PdfTable, body_bottom: float, turn: Turn | None = None) -> bool:
    """Whether a table at the top of a page goes on from the one that ends the page before.

    It does where their outer lines agree and the file's structure has both as one table, or the first row
    would not have fitted above ``body_bottom``.
    """
    same_sides = abs(table.xs[0] - part.xs[0]) <= SNAP and abs(table.xs[-1] - part.xs[-1]) <= SNAP
    if same_sides and turn is not None and turn[0].path == turn[1].path:
        return True
    return same_sides and body_bottom - table.bottom < part.first_row + SNAP


def append(table: PdfTable, part: PdfTable, whole: frozenset[str], turn: Turn | None = None) -> None:
    """Add the next page's part to a table.

    Args:
        table: What was read so far; it grows.
        part: The next page's table; it is used up.
        whole: Texts of all cells of the document.
        turn: The same two in the file's structure, where it has one.
    """
    _share_columns(table, part)
    _drop_repeated_head(table, part)
    feet = {(c.column, c.columns): c for c in table.cells if c.row + c.rows == table.rows}
    heads = [cell for cell in part.cells if cell.row == 0]
    pairs: _Pairs = [(feet.get((head.column, head.columns)), head) for head in heads]
    told = _told(table, part, pairs, turn) if turn and turn[0].path == turn[1].path else None
    cut, merged = told or (_is_cut(table, part, pairs, whole), _merged(table, feet, pairs, whole))
    offset = table.rows - cut
    for cell in part.cells:
        foot = feet.get((cell.column, cell.columns)) if cell.row == 0 else None
        if foot is not None and (cut or (cell.column, cell.columns) in merged):
            _grow(foot, cell, cell.rows - cut)
        else:
            cell.row += offset
            table.cells.append(cell)
    table.rows = offset + part.rows
    table.bottom, table.open_bottom = part.bottom, part.open_bottom
    table.slack = min(table.slack, part.slack)


def _told(table: PdfTable, part: PdfTable, pairs: _Pairs, turn: Turn) -> tuple[bool, set[_Place]] | None:
    """Return whether the structure says that a row is cut, and which cells go on though none is.

    None where it does not fit what is seen: both must have the same rows between the last that speaks above
    the break and the first that speaks below it.
    """
    above, below = turn[0].last, turn[1].first
    spoken = [cell.row for cell in table.cells if cell.rows == 1 and cell.lines]
    silent = table.rows - 1 - max(spoken, default=-1)
    before = min((cell.row for cell in part.cells if cell.rows == 1 and cell.lines), default=part.rows)
    step = below.place - above.place
    if above.section != below.section:
        is_cut = False if silent == before == 0 else None
    else:
        is_cut = {step: True, step - 1: False}.get(silent + before)
    if is_cut is None or (is_cut and any(foot is None for foot, _ in pairs)):
        return None
    going_on = sorted(pairs, key=lambda pair: pair[1].column)[: max(0, len(pairs) - below.cells)]
    if not is_cut and (before or any(foot is None for foot, _ in going_on)):
        return None
    # Levels are merged from the left: a cell goes on only below one that does.
    return is_cut, {(head.column, head.columns) for _, head in going_on}


def _merged(
    table: PdfTable, feet: dict[_Place, PdfCell], pairs: _Pairs, whole: frozenset[str]
) -> set[_Place]:
    """Return the cells at the top of a page that only continue those above, though their row is a new one."""
    first_said = min((head.column for _, head in pairs if head.lines), default=0)
    labels = _labels_below(table, list(feet.values()))
    return {
        (head.column, head.columns)
        for foot, head in pairs
        if foot is not None
        and (
            _is_merge(foot, head, whole, leading=head.column < first_said)
            or (bool(head.lines) and (foot.column, foot.columns) in labels)
        )
    }


def _labels_below(table: PdfTable, feet: list[PdfCell]) -> set[_Place]:
    """Return the blank cells of the last row whose label has come to stand below the break.

    A label centred in a merged cell of which little fits on the page is printed on the next one. That is sure
    only where the row says something further right, and no other cell of that column is blank: where labels
    are not merged, every row but the first of a group has a blank one.
    """
    first = min((foot.column for foot in feet if foot.lines and foot.rows == 1), default=0)
    blank = {(foot.column, foot.columns) for foot in feet if foot.column < first and not foot.lines}
    if not blank:
        return blank
    others = Counter((cell.column, cell.columns) for cell in table.cells if not cell.lines)
    return {key for key in blank if others[key] == 1}


def _grow(foot: PdfCell, head: PdfCell, rows: int) -> None:
    """Add a cell to the one it continues."""
    if foot.lines and head.lines:
        foot.joints |= {len(foot.lines) - 1}
    foot.lines += head.lines
    foot.rows += rows
    foot.bottom = head.bottom


def _share_columns(table: PdfTable, part: PdfTable) -> None:
    """Count the columns of both over the lines either has."""
    xs: list[float] = []
    for x in sorted(table.xs + part.xs):
        if not xs or x - xs[-1] > SNAP:
            xs.append(x)
    for piece in (table, part):
        places = [_nearest(xs, x) for x in piece.xs]
        for cell in piece.cells:
            first, last = places[cell.column], places[cell.column + cell.columns]
            cell.column, cell.columns = first, last - first
        piece.xs = xs


def _nearest(xs: list[float], x: float) -> int:
    place = bisect_left(xs, x)
    is_after = place == len(xs) or (place > 0 and x - xs[place - 1] <= xs[place] - x)
    return place - is_after


def _drop_repeated_head(table: PdfTable, part: PdfTable) -> None:
    """Drop the first rows of a part where they repeat the table's first rows."""
    count = 0
    while count < min(part.rows, table.rows):
        own, other = _row(table, count), _row(part, count)
        if own != other or not any(own.values()):
            break
        count += 1
    while count and any(cell.row < count < cell.row + cell.rows for cell in part.cells):
        count -= 1
    if 0 < count < part.rows:
        part.cells = [cell for cell in part.cells if cell.row >= count]
        for cell in part.cells:
            cell.row -= count
        part.rows -= count
        part.open_top = False


def _row(table: PdfTable, number: int) -> dict[tuple[int, int, int], str]:
    return {(c.column, c.columns, c.rows): c.plain for c in table.cells if c.row == number}


def _is_cut(table: PdfTable, part: PdfTable, pairs: _Pairs, whole: frozenset[str]) -> bool:
    """Whether the page break runs through a row, given its cells above and below the break."""
    halves = [(foot, head) for foot, head in pairs if foot is not None]
    if len(halves) < len(pairs):
        return False
    if table.open_bottom and part.open_top:
        return not _speak_anew(halves)
    full = min(foot.slack for foot, _ in halves) + _FULLER < min(table.slack, part.slack)
    said = [(foot, head) for foot, head in halves if head.lines]
    if not said:
        return full
    if not all(foot.lines for foot, _ in said):
        return False
    together = all(foot.plain + head.plain in whole for foot, head in said)
    return together or (not _speak_anew(halves) and _goes_on(halves, said, full=full))


def _speak_anew(halves: list[tuple[PdfCell, PdfCell]]) -> bool:
    """Whether several cells end above the break and have another text below it: two rows, ruled or not."""
    said = [
        (foot, head) for foot, head in halves if foot.lines and head.lines and foot.rows == head.rows == 1
    ]
    return sum(not goes_on(foot.lines[-1], head.lines[0], foot.left, foot.right) for foot, head in said) > 1


def _goes_on(
    halves: list[tuple[PdfCell, PdfCell]], said: list[tuple[PdfCell, PdfCell]], *, full: bool
) -> bool:
    """Whether cells below the break speak on, rather than say something of their own.

    Where every cell speaks again it is a row like others, unless all the texts are long ones. A cell merged
    over more rows than this one goes on in either case, and tells nothing.
    """
    said = [(foot, head) for foot, head in said if foot.rows == head.rows == 1] or said
    reach = 2 if full or all(_breaks_off(foot) for foot, _ in said) else 1  # so much room may be left
    if any(foot.slack > reach * foot.lines[-1].height for foot, _ in said):
        return False
    flows = [_flows(foot, head) for foot, head in said]
    if any(foot.lines and not head.lines and foot.rows == head.rows == 1 for foot, head in halves):
        # A wrapped text that stops within a sentence goes on, also behind a line that odd signs cut short.
        return full or any(flows) or all(len(foot.lines) > 1 and _breaks_off(foot) for foot, _ in said)
    return all(flows)


def _flows(foot: PdfCell, head: PdfCell) -> bool:
    """Whether a cell's text goes on, from a line at the very bottom, in the cell below the page break."""
    last = foot.lines[-1]
    room = 2 if _breaks_off(foot) else 1  # a last line is not left alone on the next page
    return foot.slack <= room * last.height and goes_on(last, head.lines[0], foot.left, foot.right)


def _breaks_off(foot: PdfCell) -> bool:
    """Whether a cell's text ends within a sentence."""
    return not foot.lines[-1].text.endswith(_ENDS)


def _is_merge(foot: PdfCell, head: PdfCell, whole: frozenset[str], *, leading: bool) -> bool:
    """Whether a cell at the top of a page only continues the one above, though its row is a new one.

    Args:
        foot: The cell above the break.
        head: The cell below it.
        whole: Texts of all cells of the document.
        leading: The row's text begins further right.
    """
    if not head.lines:
        return head.rows > 1 or (leading and foot.rows > 1)
    if not foot.lines or head.rows == foot.rows == 1:
        return False
    return foot.plain + head.plain in whole or (head.rows > 1 and foot.rows > 1 and _flows(foot, head))
