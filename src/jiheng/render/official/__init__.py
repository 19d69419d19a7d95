"""Official documents: records → ``OfficialDocument`` by layout cards → a file by one writer a container."""

from jiheng.render.official._blocks import Align, Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compare import Change, PackageComparison, compare_packages
from jiheng.render.official._compose import Composition, compose
from jiheng.render.official._facade import WRITERS, write_official
from jiheng.render.official._layouts import Layout, all_layouts, families
from jiheng.render.official._opinion import opinion

__all__ = [
    "WRITERS",
    "Align",
    "Change",
    "Composition",
    "Layout",
    "Line",
    "Look",
    "OfficialDocument",
    "PackageComparison",
    "Sheet",
    "Style",
    "Table",
    "all_layouts",
    "compare_packages",
    "compose",
    "families",
    "opinion",
    "write_official",
]
