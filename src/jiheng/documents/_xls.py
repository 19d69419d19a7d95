"""Reads a workbook of Excel 5 to 2003 (``.xls``, WPS ``.et``): each sheet a grid, cells as displayed.

Takes the opened compound file; writes one grid a sheet into an assembly, in the order of the tabs. As with
``.xlsx``, formulas are never computed and charts, comments, headers and pictures are not read.

A walk of its own over the records and not python-calamine, which gives no number formats for ``.xls`` (a rate
stored as 0.9375 and displayed as 93.75%) and allocates the whole used range.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from jiheng.documents._assembly import Assembly
from jiheng.documents._biff import BIFF5, BIFF8, CONTINUE, EOF, TextReader, code_page_name, records, version
from jiheng.documents._ole import DAMAGED, OleFile
from jiheng.documents._xls_sheet import Book, SheetReader

STREAMS = ("Workbook", "Book")
"""The workbook's stream since Excel 97, and before."""
MAX_SHEETS = 512
"""A city's departments in one workbook are some two hundred."""

_SHEET, _CODE_PAGE, _DATE_MODE, _FILE_PASS = 0x0085, 0x0042, 0x0022, 0x002F
_SHARED_STRINGS, _FORMAT, _STYLE = 0x00FC, 0x041E, 0x00E0
_TOO_OLD = "这个 .xls 文件的版本过旧或已损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。"
_U16 = struct.Struct("<H")
_SHEET_HEAD = struct.Struct("<IBB")
_WORKSHEET = 0


class _Tab(NamedTuple):
    title: str
    start: int
    is_shown: bool


def read_xls(ole: OleFile, assembly: Assembly) -> None:
    """Read a workbook into the assembly.

    Raises:
        DocumentError: It is damaged, encrypted, too old, or has too many sheets.
    """
    stream = ole.stream(next(name for name in STREAMS if ole.has(name)))
    if version(stream) not in {BIFF5, BIFF8}:
        raise ole.error(_TOO_OLD)
    try:
        book, tabs = _read_book(ole, stream)
        if len(tabs) > MAX_SHEETS:
            raise ole.error(f"工作表有 {len(tabs)} 张，超过 {MAX_SHEETS} 张。请拆分后再试。")
        starts = sorted({tab.start for tab in tabs})
        if len(starts) < len(tabs):
            raise ole.error(DAMAGED)
        # A sheet ends where the next begins, whatever its records say: the stream is read once.
        stop_by_start = dict(zip(starts, [*starts[1:], len(stream)], strict=True))
        for tab in tabs:
            number = assembly.open_grid()
            if not tab.is_shown:
                assembly.problem("hidden_sheet", tab.title, f"T{number}")
            SheetReader(book, assembly, number).read(tab.title, tab.start, stop_by_start[tab.start])
    except (struct.error, ValueError, IndexError) as error:  # a record shorter than its kind needs
        raise ole.error(DAMAGED) from error


def _read_book(ole: OleFile, stream: bytes) -> tuple[Book, list[_Tab]]:
    book = Book(stream, code_page_name(0) if version(stream) == BIFF5 else "")
    tabs: list[_Tab] = []
    strings: list[bytes] = []
    in_strings = False
    for kind, start, end in records(stream):
        in_strings = kind == _SHARED_STRINGS or (in_strings and kind == CONTINUE)
        if in_strings:
            strings.append(stream[start:end])
        elif kind == EOF:
            break
        elif kind == _FILE_PASS:
            raise ole.error("文件设有密码，无法读取。请取消密码后另存再试。")
        elif kind == _SHEET:
            place, state, what = _SHEET_HEAD.unpack_from(stream, start)
            if what == _WORKSHEET:
                tabs.append(_Tab(book.text(start + _SHEET_HEAD.size, end, 1), place, state & 3 == 0))
        else:
            _note(book, kind, start, end)
    book.strings = _strings(strings)
    return book, tabs


def _strings(pieces: list[bytes]) -> list[str]:
    reader = TextReader(pieces)
    reader.skip(8)  # two counts, of which neither is needed
    strings: list[str] = []
    while not reader.is_at_end():
        strings.append(reader.text())
    return strings


def _note(book: Book, kind: int, start: int, end: int) -> None:
    """Note what a record of the workbook says for all cells."""
    if kind == _STYLE:
        book.styles.append(_U16.unpack_from(book.stream, start + 2)[0])
    elif kind == _FORMAT:
        code = book.text(start + 2, end, 1 if book.code_page else 2)
        book.code_by_number[_U16.unpack_from(book.stream, start)[0]] = code
    elif kind == _DATE_MODE:
        book.since_1904 = book.stream[start : start + 1] == b"\1"
    elif kind == _CODE_PAGE and book.code_page:
        book.code_page = code_page_name(_U16.unpack_from(book.stream, start)[0])
