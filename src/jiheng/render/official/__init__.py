"""Official documents: records → ``OfficialDocument`` by layout cards → a file by one writer a container."""

from jiheng.render.official._blocks import Align, Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compose import Composition, compose
from jiheng.render.official._layouts import Layout, all_layouts, families
from jiheng.render.official._xlsx import write_xlsx

__all__ = [
    "Align",
    "Composition",
    "Layout",
    "Line",
    "Look",
    "OfficialDocument",
    "Sheet",
    "Style",
    "Table",
    "all_layouts",
    "compose",
    "families",
    "write_xlsx",
]
