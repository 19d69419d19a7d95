"""Where the rows of a sheet go when rows are added: references, ranges and formulas that name them.

Takes how many rows are added behind which; gives references as they are afterwards. Knows the notation
(``$B$7:G44``, ``'附件1'!B7``), no parts of a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)([1-9][0-9]{0,6})")
_CELL = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|\[[^\]]*\][^!'\"(),+*/=<>&]*!" + _CELL + rf"(?::{_CELL})?"  # of another workbook: left alone
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?"
    rf"(?:(?P<first>{_CELL})(?::(?P<last>{_CELL}))?(?![\w(.])|(?P<rows>\$?[1-9][0-9]*:\$?[1-9][0-9]*)(?![\w.]))"
    r"|[\w.]+"
)


class Shift:
    """How the rows of one sheet move."""

    def __init__(self, sheet: str, added: Mapping[int, int]) -> None:
        """Take the sheet's name and the number of rows added behind each row."""
        self._sheet = sheet
        self._added = dict(sorted(added.items()))

    def __bool__(self) -> bool:
        return bool(self._added)

    @property
    def first(self) -> int:
        """The first row that stays where it is while the next ones move."""
        return next(iter(self._added))

    def row(self, row: int) -> int:
        """Return where a row goes."""
        return row + sum(count for after, count in self._added.items() if after < row)

    def last_row(self, row: int) -> int:
        """Return where the last row of a range goes: rows added behind it become part of the range."""
        return self.row(row) + self._added.get(row, 0)

    def reference(self, reference: str) -> str:
        """Return a single reference as it is afterwards."""
        return _REFERENCE.sub(lambda found: f"{found[1]}{self.row(int(found[2]))}", reference)

    def range(self, reference: str) -> str:
        """Return a range, or several parted by spaces, that new rows at its end belong to."""
        return " ".join(self._grown(part) for part in reference.split())

    def _grown(self, reference: str) -> str:
        first, _, last = reference.partition(":")
        top, bottom = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
        if top is None or bottom is None:
            return reference
        new = f"{bottom[1]}{self.last_row(int(bottom[2]))}"
        start = f"{top[1]}{self.row(int(top[2]))}"
        return start if start == new else f"{start}:{new}"

    def formula(self, formula: str, *, own: bool) -> str:
        """Return a formula; ``own`` says that it stands on this sheet."""

        def moved(found: re.Match[str]) -> str:
            sheet = found["sheet"]
            if not (found["first"] or found["rows"]) or not self._concerns(sheet, own=own):
                return found[0]
            if found["rows"]:
                first, _, last = found["rows"].partition(":")
                return f"{sheet or ''}{self._line(first)}:{self._line(last)}"
            if found["last"] is None:
                return f"{sheet or ''}{self.reference(found['first'])}"
            rows = [int(row) for _, row in _REFERENCE.findall(f"{found['first']}:{found['last']}")]
            last = self._grown(f"{found['first']}:{found['last']}").partition(":")[2]
            if rows[0] == rows[1]:
                last = self.reference(found["last"])
            return f"{sheet or ''}{self.reference(found['first'])}:{last}"

        return _TOKEN.sub(moved, formula)

    def _line(self, row: str) -> str:
        number = row.lstrip("$")
        return f"{row[: len(row) - len(number)]}{self.row(int(number))}"

    def _concerns(self, sheet: str | None, *, own: bool) -> bool:
        if sheet is None:
            return own
        name = sheet[:-1]
        return (name[1:-1].replace("''", "'") if name.startswith("'") else name) == self._sheet
