"""The documents as printed: whole tables with an anchor per cell, and excerpts around marked cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiheng.documents import Cell, Grid, Paragraph
from jiheng.render._html_doubts import in_doubt
from jiheng.render._html_index import (
    SEVERITY_SHAPES,
    SEVERITY_WORDS,
    GridView,
    Index,
    Numbered,
    anchor,
    place_name,
)
from jiheng.render._html_markup import (
    NOTHING,
    Content,
    Markup,
    element,
    join,
    lines,
    link,
    scroller,
)
from jiheng.render._where import KIND_TITLES
from jiheng.reports import BaseData, Form, SelfEvaluation

_LONG = 14
"""Text longer than this reads better from the left edge than centred."""
_CONTEXT = 36
"""How much of an unmarked cell an excerpt quotes; the whole stands in the printed table."""
_VERTICAL = 2
_EXCERPT_ROWS = 14
_MANY_SEGMENTS = 6
"""From here on, tables without a mark start folded."""

# What the heading rows of the official forms say, white space removed; two of them make a heading row.
_HEADINGS = frozenset(
    (
        *("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "执行率"),
        *("年初预算数", "全年预算数", "全年执行数", "编制数", "控制率", "预期目标", "实际完成情况"),
        *("批复规模（㎡）", "实际规模（㎡）", "规模控制率", "偏差原因分析及改进措施"),
    )
)
_HEADING_ENDINGS = ("决算数", "预算数", "在职人数")


def printed_documents(index: Index) -> Markup:
    """Return every document in reading order, cut into one foldable segment per form."""
    package = index.audit.package
    owners = _owners(package.forms)
    segments = [
        (d, form, blocks)
        for d, document in enumerate(package.documents)
        for form, blocks in _runs(document.blocks, owners.get(d, {}))
    ]
    few = len(segments) <= _MANY_SEGMENTS
    seen: set[int] = set()
    parts: list[Markup] = []
    document_before = -1
    for document, form, blocks in segments:
        if document != document_before:
            parts.append(_document_heading(index, document))
            document_before = document
        first = form is not None and form not in seen
        seen.update({form} if form is not None else ())
        parts.append(_segment(index, document, form if first else None, blocks, few=few))
    return join(parts)


def _document_heading(index: Index, document: int) -> Markup:
    found = index.audit.package.documents[document]
    notes = {problem for _, problem in index.remarks.notes}
    told = [problem for problem in found.problems if problem in notes]
    problems = [element("li", {}, f"{p.text}{f'（{p.at}）' if p.at else ''}") for p in told]
    return join(
        (
            element("h3", {"id": f"doc-{document}"}, found.name),
            element("ul", {"class": "unread"}, *problems) if problems else NOTHING,
        )
    )


def _owners(forms: Iterable[Form]) -> dict[int, dict[str, int]]:
    """Return which form each block belongs to, by document and address (``T3``, ``P17``)."""
    owners: dict[int, dict[str, int]] = {}
    for number, form in enumerate(forms):
        places = [form.title.at, form.filing_line.at, *(f"T{table}" for table in form.tables)]
        if isinstance(form, BaseData):
            places += [note.at for note in form.notes]
        elif isinstance(form, SelfEvaluation):
            places.append(form.narrative_title.at)
            places += [p.at for section in form.narrative for p in (section.heading, *section.paragraphs)]
        for place in places:
            owners.setdefault(form.document, {}).setdefault(place, number)
    return owners


def _runs(
    blocks: tuple[Paragraph | Grid, ...], owners: dict[str, int]
) -> Iterator[tuple[int | None, list[Paragraph | Grid]]]:
    """Cut blocks into runs of one form; a block of no form goes with the form that follows it."""
    current: int | None = None
    run: list[Paragraph | Grid] = []
    waiting: list[Paragraph | Grid] = []
    for block in blocks:
        key = block.address if isinstance(block, Paragraph) else f"T{block.number}"
        owner = owners.get(key)
        waiting.append(block)
        if owner is None:
            continue
        if owner != current and run:
            yield current, run
            run = []
        current = owner
        run += waiting
        waiting = []
    if run or waiting:
        yield current, run + waiting


def _segment(
    index: Index, document: int, form: int | None, blocks: list[Paragraph | Grid], *, few: bool
) -> Markup:
    marked = any(target in index.marks for block in blocks for target in _targets(document, block))
    attributes = {"class": "segment"} | ({"open": ""} if few or marked else {})
    if form is not None:
        attributes["id"] = f"form-{form}"
    body = [_printed_block(index, document, block) for block in blocks]
    return element(
        "details",
        attributes,
        element("summary", {}, element("h4", {}, _segment_name(index, form, blocks))),
        *body,
        _leftovers(index, form),
    )


def _targets(document: int, block: Paragraph | Grid) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield anchor(document, block.address)
    else:
        yield from (anchor(document, block.address(cell)) for cell in block.cells)


def _segment_name(index: Index, form: int | None, blocks: list[Paragraph | Grid]) -> Content:
    if form is None:
        tables = [f"表{block.number}" for block in blocks if isinstance(block, Grid)]
        return f"其余内容（{'、'.join(tables) or '文字'}）"
    kind = KIND_TITLES[index.audit.package.forms[form].kind]
    label = index.label(form)
    return label if label.startswith(kind) else f"{kind}：{label}"


def _leftovers(index: Index, form: int | None) -> Markup:
    """Return what of a form is to be known, but puts nothing in doubt; doubts stand at the top."""
    if form is None:
        return NOTHING
    found = index.audit.package.forms[form]
    notes = {problem for owner, problem in index.remarks.notes if owner == form}
    items = [(problem.at, problem.text) for problem in found.problems if problem in notes]
    if not items:
        return NOTHING
    rows = (element("li", {}, _address(index, found.document, at), text) for at, text in items)
    return element("div", {"class": "unread"}, element("h5", {}, "读取说明"), element("ul", {}, *rows))


def _address(index: Index, document: int, at: str) -> Content:
    """Return an address in words, linked where the page has it."""
    words = place_name(at)
    if not words:
        return ""
    return join((link(anchor(document, at), words) if index.has(document, at) else words, "："))


def _printed_block(index: Index, document: int, block: Paragraph | Grid) -> Markup:
    if isinstance(block, Grid):
        return printed_grid(index, document, index.views[document, block.number])
    target = anchor(document, block.address)
    return element(
        "p",
        {"id": target, "class": "printed"},
        in_doubt(index, target, lines(block.text)),
        back_links(index.marks.get(target, ())),
    )


def printed_grid(index: Index, document: int, view: GridView) -> Markup:
    """Return a whole table as printed; each cell carries its address as anchor, marked cells a way back."""
    rows = [
        element("tr", {"id": anchor(document, f"T{view.grid.number}R{row}")}, *cells)
        for row, cells in enumerate(_printed_rows(index, document, view), 1)
    ]
    name = f"表{view.grid.number}{f' {view.grid.title}' if view.grid.title else ''}"
    return scroller(
        element("table", {"class": "grid"}, element("caption", {}, name), element("tbody", {}, *rows)), name
    )


def _printed_rows(index: Index, document: int, view: GridView) -> Iterator[list[Markup]]:
    for row, covering in enumerate(view.rows, 1):
        cells: list[Markup] = []
        column = 1
        for cell in covering:
            if cell.column > column:
                cells.append(_gap(cell.column - column))
            column = cell.column + cell.column_span
            if cell.row == row:
                target = anchor(document, view.grid.address(cell))
                cells.append(_printed_cell(index, cell, target))
        if column <= view.width:
            cells.append(_gap(view.width - column + 1))
        yield cells


def _gap(width: int) -> Markup:
    return element("td", {"class": "gap", "colspan": str(width)})


def _printed_cell(index: Index, cell: Cell, target: str) -> Markup:
    found = index.marks.get(target, ())
    attributes = {"id": target} | _spans(cell.row_span, cell.column_span)
    classes = ("hit",) * bool(found) + ("long",) * (len(cell.text) > _LONG)
    if classes:
        attributes["class"] = " ".join(classes)
    return element("td", attributes, in_doubt(index, target, lines(cell.text)), back_links(found))


def _spans(rows: int, columns: int) -> dict[str, str]:
    spans = {"rowspan": str(rows)} if rows > 1 else {}
    return spans | ({"colspan": str(columns)} if columns > 1 else {})


def back_links(found: Iterable[Numbered]) -> Markup:
    """Return links from a marked place back to its findings."""
    return join(
        element(
            "a",
            {
                "class": "back",
                "href": f"#f{numbered.number}",
                "aria-label": f"{SEVERITY_WORDS[numbered.finding.severity]} {numbered.number}",
            },
            f"{SEVERITY_SHAPES[numbered.finding.severity]}{numbered.number}",
        )
        for numbered in found
    )


# Excerpts --------------------------------------------------------------------------------------------


def excerpt(document: int, view: GridView, marks: dict[Cell, str]) -> Markup:
    """Return the rows around marked cells, under the heading row that explains them.

    Args:
        document: Index of the document.
        view: The table.
        marks: The marked cells with the sign each is referred to by.
    """
    wanted = _excerpt_rows(view, marks)
    rows: list[Markup] = []
    shown: set[Cell] = set()
    for run in _consecutive(wanted):
        if rows:
            rows.append(element("tr", {"class": "cut"}, element("td", {"colspan": str(view.width + 1)}, "⋯")))
        rows += [_excerpt_row(_Excerpt(document, view, marks, run, shown), row) for row in run]
    return scroller(element("table", {"class": "grid excerpt"}, element("tbody", {}, *rows)))


def _excerpt_rows(view: GridView, marks: Iterable[Cell]) -> list[int]:
    """Return the marked rows with their heading rows, and the neighbours where there is room."""
    marked = sorted({cell.row for cell in marks})[:_EXCERPT_ROWS]
    wanted = {*marked, *(_heading_row(view, row) for row in marked)}
    near = {row + step for row in marked for step in (-1, 1)}
    if len(wanted | near) <= _EXCERPT_ROWS:
        wanted |= near
    return sorted(row for row in wanted if 1 <= row <= len(view.rows))


def _heading_row(view: GridView, row: int) -> int:
    """Return the nearest row above that reads like the heading row of a form; 0 where none does."""
    for above in range(row - 1, 0, -1):
        texts = ["".join(cell.text.split()) for cell in view.rows[above - 1] if cell.row == above]
        if sum(text in _HEADINGS or text.endswith(_HEADING_ENDINGS) for text in texts) > 1:
            return above
    return 0


def _consecutive(rows: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for row in rows:
        if run and row != run[-1] + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A run of consecutive rows of an excerpt, with what the runs before it have shown."""

    document: int
    view: GridView
    marks: dict[Cell, str]
    run: list[int]
    shown: set[Cell]


def _excerpt_row(part: _Excerpt, row: int) -> Markup:
    cells: list[Markup] = []
    column = 1
    for cell in part.view.rows[row - 1]:
        if cell.column > column:
            cells.append(_gap(cell.column - column))
        column = cell.column + cell.column_span
        if cell.row == row or row == part.run[0]:
            cells.append(_excerpt_cell(part, cell, row))
    if column <= part.view.width:
        cells.append(_gap(part.view.width - column + 1))
    return element("tr", {}, element("th", {"scope": "row", "class": "row"}, str(row)), *cells)


def _excerpt_cell(part: _Excerpt, cell: Cell, row: int) -> Markup:
    """Return a cell cut to the run; a merged cell that an earlier run showed is only hinted at."""
    attributes = _spans(min(cell.row + cell.row_span, part.run[-1] + 1) - row, cell.column_span)
    sign = part.marks.get(cell)
    again = cell in part.shown
    part.shown.add(cell)
    if sign is None:
        text, kind = _context(cell)
        if kind:
            attributes["class"] = kind
        return element("td", attributes, "〃" if again else lines(text))
    attributes["class"] = "hit long" if len(cell.text) > _LONG else "hit"
    target = anchor(part.document, part.view.grid.address(cell))
    words = lines(cell.text or "（空白）")
    jump = element("a", {"href": f"#{target}", "class": "jump"}, element("b", {}, sign), words)
    return element("td", attributes, jump)


def marked_row(document: int, view: GridView, row: int, marks: dict[Cell, str]) -> Markup:
    """Return one row in a line, the marked cells framed: for findings that span many tables."""
    cells: list[Content] = []
    for cell in view.rows[row - 1]:
        if cell.row != row:
            continue
        if cell in marks:
            target = anchor(document, view.grid.address(cell))
            words = cell.text or "（空白）"
            frame = {"href": f"#{target}", "class": "frame"}
            cells.append(element("a", frame, element("b", {}, marks[cell]), words))
        elif cell.text:
            cells.append("".join(cell.text.split()))
    separated = [part for cell in cells for part in (" │ ", cell)]
    return join(separated[1:])


def _context(cell: Cell) -> tuple[str, str]:
    """Return how much of an unmarked cell an excerpt quotes, and its class.

    A heading set vertically, one character a line, would make a short excerpt tall: it is laid flat.
    """
    parts = cell.text.split("\n")
    if len(parts) > 1 and all(len(part) <= _VERTICAL for part in parts):
        return "".join(parts), "flat"
    text = cell.text if len(cell.text) <= _CONTEXT else f"{cell.text[:_CONTEXT]}…"
    return text, "long" if len(text) > _LONG else ""


def quoted(text: str, full: str) -> Content:
    """Return a passage of a paragraph with the quoted words marked; the passage is cut around them."""
    start = full.find(text) if text else -1
    if start < 0 or text == full:
        shown = text or full
        return shown if len(shown) <= 5 * _CONTEXT else f"{shown[: 5 * _CONTEXT]}…"
    end = start + len(text)
    before = full[max(0, start - _CONTEXT) : start]
    after = full[end : end + _CONTEXT]
    return join(
        (
            "…" if start > _CONTEXT else "",
            before,
            element("mark", {}, text),
            after,
            "…" if end + _CONTEXT < len(full) else "",
        )
    )
