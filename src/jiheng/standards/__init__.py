"""Stage 4: scoring standards as data: ``cn/national``, ``cn/hunan``, ``cn/sichuan``.

Takes the ``standard.yaml`` of each folder and the indicator cards of its ``department`` folder; gives typed,
dated standards and packs of indicators and says which one a form follows. Does not compute any score.
"""

from jiheng.standards._choice import choose_standard
from jiheng.standards._indicator_loader import all_packs, find_pack
from jiheng.standards._indicator_types import (
    AllOrNothing,
    Banded,
    Bound,
    CellPath,
    ChosenBy,
    DeductPerPoint,
    Formula,
    IndicatorCard,
    IndicatorCase,
    IndicatorPack,
    Limit,
    Method,
    Operand,
    Proportional,
    Root,
    Scheme,
)
from jiheng.standards._loader import all_standards, load_standard
from jiheng.standards._pack_choice import RowsByName, choose_pack, row_of, rows_by_name
from jiheng.standards._types import (
    AtMostMethod,
    Bands,
    Category,
    Cited,
    Dated,
    Grades,
    Missed,
    Standard,
    Version,
    VersionDate,
)

__all__ = [
    "AllOrNothing",
    "AtMostMethod",
    "Banded",
    "Bands",
    "Bound",
    "Category",
    "CellPath",
    "ChosenBy",
    "Cited",
    "Dated",
    "DeductPerPoint",
    "Formula",
    "Grades",
    "IndicatorCard",
    "IndicatorCase",
    "IndicatorPack",
    "Limit",
    "Method",
    "Missed",
    "Operand",
    "Proportional",
    "Root",
    "RowsByName",
    "Scheme",
    "Standard",
    "Version",
    "VersionDate",
    "all_packs",
    "all_standards",
    "choose_pack",
    "choose_standard",
    "find_pack",
    "load_standard",
    "row_of",
    "rows_by_name",
]
