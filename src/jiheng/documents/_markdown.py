r"""Reads Markdown, as converters write it: tables of bars or of HTML, headings and lines.

Takes the file; gives every line outside tables as a paragraph, without the marks of headings and emphasis.
Lists keep their marks; images are left out, of links the text is kept.
"""

from __future__ import annotations

import re

from jiheng.documents._assembly import Assembly
from jiheng.documents._encoding import decode_text
from jiheng.documents._html import read_html
from jiheng.documents._html_tokens import unescaped
from jiheng.documents._model import Cell, SourceFile

_LINE_END = re.compile("\r\n|[\r\n]")
_RULE = re.compile(":?-+:?")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_MARKUP = re.compile(r"\s*</?(?:html|body|table|div|center|p)[\s>]", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table[\s>]", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]+)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_markdown(source: SourceFile, assembly: Assembly) -> None:
    """Read the file into the assembly.

    Raises:
        DocumentError: It is too large, or its encoding is unknown.
    """
    rows: list[list[str]] = []
    markup: list[str] = []
    depth = 0  # tables of the markup that are still open
    for line in _LINE_END.split(decode_text(source)):
        is_row = "|" in line and (bool(rows) or line.lstrip().startswith("|"))
        if rows and not is_row:
            _close(rows, assembly)
            rows = []
        if markup or _MARKUP.match(line):
            markup.append(line)
            depth += sum(-1 if slash else 1 for slash in _TABLE.findall(line))
            if depth <= 0:
                read_html("\n".join(markup), assembly)
                markup, depth = [], 0
        elif is_row:
            rows.append(_CELL_BORDER.split(line.strip().removeprefix("|").removesuffix("|")))
        else:
            assembly.paragraph(_plain(_unmarked(line.strip())))
    _close(rows, assembly)
    read_html("\n".join(markup), assembly)


def _unmarked(line: str) -> str:
    """Return a line without the marks of a heading or a quotation."""
    if line.startswith(("# ", "## ", "### ", "#### ", "##### ", "###### ")):
        return line.strip("#").strip()
    return line.removeprefix(">")


def _close(rows: list[list[str]], assembly: Assembly) -> None:
    if not rows:
        return
    is_ruled = len(rows) > 1 and all(_RULE.fullmatch(text.strip()) for text in rows[1])
    kept = [*rows[:1], *rows[2:]] if is_ruled else rows
    cells = [
        Cell(number, column, _plain(text))
        for number, row in enumerate(kept, 1)
        for column, text in enumerate(row, 1)
    ]
    assembly.close_grid(assembly.open_grid(), cells)


def _plain(text: str) -> str:
    shown = _STRONG.sub(r"\2", _LINK.sub(r"\1", _IMAGE.sub("", _BREAK.sub("\n", text))))
    return unescaped(_ESCAPE.sub(r"\1", shown)).strip()
