"""Builds the example package from ``examples/package.yaml``; ``examples/build.py`` is its command."""

from examples.builder._docx import write_docx
from examples.builder._earlier import load_earlier
from examples.builder._layout import Block, Cell, Kind, Line, Style, Table, lay_out
from examples.builder._source import PackageSource, load_source
from examples.builder._text import write_text
from examples.builder._xlsx import write_xlsx

__all__ = [
    "Block",
    "Cell",
    "Kind",
    "Line",
    "PackageSource",
    "Style",
    "Table",
    "lay_out",
    "load_earlier",
    "load_source",
    "write_docx",
    "write_text",
    "write_xlsx",
]
