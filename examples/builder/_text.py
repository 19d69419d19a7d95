"""The word processor's text export: a cell a line behind a tab, an empty line ends a row."""

from __future__ import annotations

from examples.builder._layout import Block, Line, Style, Table


def write_text(forms: tuple[tuple[Block, ...], ...]) -> bytes:
    """Return the package as such a program exports it.

    A merged cell is one cell of its row; under a vertically merged cell stands a blank one. Cells and
    paragraphs are printed as they are, with their line breaks.

    Args:
        forms: The forms, each as its blocks.

    Returns:
        The file's content.
    """
    lines: list[str] = []
    for number, blocks in enumerate(forms):
        lines += ["", ""] if number else []
        for block in blocks:
            lines += _table(block) if isinstance(block, Table) else _line(block, blocks)
    return ("\n".join(lines) + "\n").encode()


def _table(table: Table) -> list[str]:
    lines: list[str] = []
    for row in table.rows:
        lines += [f"\t{cell.text}" for cell in row]
        lines.append("")
    return [*lines, ""]


def _line(line: Line, blocks: tuple[Block, ...]) -> list[str]:
    """An empty line parts the last line of a report's title from its text."""
    titles = [block for block in blocks if isinstance(block, Line) and block.style is Style.TITLE]
    return [line.text, ""] if line is titles[-1] else [line.text]
