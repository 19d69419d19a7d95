"""The figures behind 总分 in text without borders: weight and marks, or the marks alone."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from jiheng.forms._tokens import Token
from jiheng.values import Printed, read_figure, squeeze

_MARKS = ("max_score", "score")


def total_marks(behind: Sequence[Token], columns: Container[str]) -> tuple[Mapping[str, Printed], int]:
    """Read the total row.

    Args:
        behind: The cells behind its label, as many as the header has columns.
        columns: The header's fields: without a weight column the figure is the marks.

    Returns:
        The figures by field, none where it is not certain which is which, and how many cells were looked at.
    """
    marks = tuple(name for name in _MARKS if name in columns) or _MARKS
    cells: list[Token] = []
    for token in behind:
        if not token.whole or (squeeze(token.text) and read_figure(token.text, "").value is None):
            break
        cells.append(token)
    figures = [token for token in cells if squeeze(token.text)]
    if len(figures) != len(marks):
        # A blank cell says which of the two is missing; where blank cells are gone, nothing does.
        figures = cells[: len(marks)] if figures and len(cells) >= len(marks) > len(figures) else []
    return {name: Printed(t.text, t.at) for name, t in zip(marks, figures, strict=False)}, len(cells)
