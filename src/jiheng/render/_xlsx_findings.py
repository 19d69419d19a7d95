"""The sheet of findings, one a row with room for an opinion, and the sheet of every place they point to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the library ships no types

from jiheng.audit import Evidence
from jiheng.render._fixes import fix_words
from jiheng.render._html_index import SEVERITY_SHAPES, SEVERITY_WORDS, Index, Numbered
from jiheng.render._xlsx_cells import HEAD, MOST_ROWS, SEVERITY_FILLS, Book, Style, height
from jiheng.render._xlsx_tables import Tables

FINDINGS, PLACES = "问题", "位置"
OPINIONS = ("采纳", "不采纳", "待核")
_COLUMNS: tuple[tuple[str, float], ...] = (
    *(("编号", 6), ("程度", 8), ("规则", 10), ("首处", 11), ("所在表", 18), ("位置", 34), ("原文", 20)),
    *(("说明", 42), ("依据", 20), ("建议", 26), ("处理意见", 10), ("备注", 16)),
)
_PLACE_COLUMNS: tuple[tuple[str, float], ...] = (
    *(("编号", 6), ("程度", 8), ("规则", 10), ("位置", 11), ("所在表", 30), ("栏目", 36), ("原文", 70)),
)
OPINION_COLUMN = "K"
_LINK, _TEXTS, _OPINION = 3, 4, 10
_MANY_FORMS = 3
_MANY_PLACES = 6
"""From here on, places are addresses only, as a row has a greatest height; the other sheet has the words."""
_QUOTE = 60
"""How much of each place's text a row of findings quotes; the sheet of places quotes the whole."""
_CELL: Style = {"border": 1}


def write_findings(book: Book, tables: Tables) -> None:
    """Fill the sheet of findings, which is in its place already, as it links to a later one."""
    index = tables.index
    sheet = _listed(book, FINDINGS, _COLUMNS, len(index.findings))
    for row, numbered in enumerate(index.findings[: MOST_ROWS - 1], 1):
        _finding(book, sheet, tables, (row, numbered))
    if index.findings:
        allowed = {
            "validate": "list",
            "source": list(OPINIONS),
            "error_title": "处理意见",
            "error_message": f"请填{'、'.join(OPINIONS)}。",
        }
        sheet.data_validation(1, _OPINION, len(index.findings), _OPINION, allowed)
    else:
        book.text(sheet, (1, 0), "按现有规则未发现问题。", {"text_wrap": False})


def write_places(book: Book, tables: Tables) -> None:
    """Fill the sheet of places: a row per place, as a cell can lead to one place only."""
    rows = [(numbered, at) for numbered in tables.index.findings for at in numbered.finding.at]
    sheet = _listed(book, PLACES, _PLACE_COLUMNS, len(rows))
    for row, (numbered, evidence) in enumerate(rows[: MOST_ROWS - 1], 1):
        _head_cells(book, sheet, row, numbered)
        place = tables.index.places.place(evidence)
        words = " ".join(part for part in (place.line, place.row, place.column) if part)
        texts = (tables.index.label(evidence.form), words, evidence.text or "空白")
        _link(book, sheet, row, (tables.link(evidence), evidence.cell))
        _texts(book, sheet, row, texts, _PLACE_COLUMNS)


def _listed(book: Book, name: str, columns: tuple[tuple[str, float], ...], count: int) -> Worksheet:
    """Return a sheet with a header that stays in sight, repeats on paper and filters what is below it."""
    found = book.book.get_worksheet_by_name(name)
    for column, (title, width) in enumerate(columns):
        found.set_column(column, column, width, book.style({}))
        book.text(found, (0, column), title, HEAD)
    found.freeze_panes(1, 1)
    found.repeat_rows(0)
    found.autofilter(0, 0, max(1, min(count, MOST_ROWS - 1)), len(columns) - 1)
    return found


def _head_cells(book: Book, sheet: Worksheet, row: int, numbered: Numbered) -> None:
    found = numbered.finding
    fill: Style = {**_CELL, "align": "center", "bg_color": SEVERITY_FILLS[found.severity]}
    sheet.write_number(row, 0, numbered.number, book.style({**fill, "bold": True}))
    book.text(sheet, (row, 1), f"{SEVERITY_SHAPES[found.severity]} {SEVERITY_WORDS[found.severity]}", fill)
    book.text(sheet, (row, 2), found.rule, {**_CELL, "align": "center"})


def _finding(book: Book, sheet: Worksheet, tables: Tables, listed: tuple[int, Numbered]) -> None:
    row, numbered = listed
    found, index = numbered.finding, tables.index
    _head_cells(book, sheet, row, numbered)
    first = (tables.link(found.at[0]), found.at[0].cell) if found.at else ("", "")
    _link(book, sheet, row, first)
    where = "\n".join(_wheres(index, numbered))
    message = "\n".join((found.title, found.message, *_elsewhere(numbered)))
    quotes = ("；" if len(found.at) > _MANY_PLACES else "\n").join(_quotes(found.at))
    remedy = "\n".join((found.remedy, *(f"可直接改：{fix_words(fix)}" for fix in found.fixes)))
    texts = (_forms(index, numbered), where, quotes, message, found.basis, remedy)
    _texts(book, sheet, row, texts, _COLUMNS)
    for column in (_OPINION, _OPINION + 1):
        sheet.write_blank(row, column, None, book.style({**_CELL, "align": "center"}))


def _link(book: Book, sheet: Worksheet, row: int, place: tuple[str, str]) -> None:
    """Write an address that leads to its cell. It stands alone: LibreOffice wraps no text that is a link."""
    target, address = place
    if target:
        book.link(sheet, (row, _LINK), target, address, _CELL)
    else:
        book.text(sheet, (row, _LINK), address, _CELL)


def _texts(
    book: Book, sheet: Worksheet, row: int, texts: tuple[str, ...], columns: tuple[tuple[str, float], ...]
) -> None:
    """Write the texts of a row and make it as high as they need."""
    for column, text in enumerate(texts, _TEXTS):
        book.text(sheet, (row, column), text, _CELL)
    widths = (width for _, width in columns[_TEXTS:])
    sheet.set_row(row, height(*zip(texts, widths, strict=False)))


def _forms(index: Index, numbered: Numbered) -> str:
    """Return the forms a finding stands in; of many, how many, as the places name each."""
    if len(numbered.forms) > _MANY_FORMS:
        return f"{len(numbered.forms)} 张表"
    return "\n".join(map(index.label, numbered.forms)) or "整套材料"


def _where(index: Index, evidence: Evidence) -> str:
    """Return a place in words with its address; the address alone where the form has no name for it."""
    place = index.places.place(evidence)
    return " ".join(part for part in (place.line, place.row, place.column, evidence.cell) if part)


def _wheres(index: Index, numbered: Numbered) -> Iterator[str]:
    """Yield each place of a finding; where it has several forms, the form is named when it changes."""
    at = numbered.finding.at
    before = numbered.forms[0] if len(numbered.forms) == 1 else None
    for form, run in groupby(at, key=lambda evidence: evidence.form):
        name = () if form == before else (index.label(form),)
        found = list(run)
        if len(at) > _MANY_PLACES:
            yield " ".join((*name, "、".join(evidence.cell for evidence in found)))
            continue
        first, *rest = (_where(index, evidence) for evidence in found)
        yield from (" ".join((*name, first)), *rest)


def _quotes(at: tuple[Evidence, ...]) -> Iterator[str]:
    for evidence in at:
        text = " ".join(evidence.text.split()) or "空白"
        yield f"{text[:_QUOTE]}……" if len(text) > _QUOTE else text


def _elsewhere(numbered: Numbered) -> Iterator[str]:
    for place in numbered.finding.elsewhere:
        yield f"对照：{place.package} {place.where} {place.cell} {place.text or '空白'}"
