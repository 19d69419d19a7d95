"""Tables as CSV: read as UTF-8 by Excel and WPS, no text taken for a formula, line by line however many."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.http import StreamingHttpResponse

Cell = str | int | Decimal | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_answer(rows: Iterable[Sequence[Cell]], name: str) -> StreamingHttpResponse:
    """Return rows, the headings first, as a file to be saved.

    Args:
        rows: Cells; a blank for None.
        name: The file's name without its suffix, in ASCII.
    """
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _lines(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    for row in rows:
        written = io.StringIO()
        csv.writer(written, lineterminator="\r\n").writerow([_text(cell) for cell in row])
        yield written.getvalue().encode()


def _text(cell: Cell) -> str:
    """Return a cell's text, with a quotation mark before words that a spreadsheet would compute."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
