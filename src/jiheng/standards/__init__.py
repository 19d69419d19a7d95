"""Stage 4: scoring standards as data: ``cn/national``, ``cn/hunan``, ``cn/sichuan``.

Takes the ``standard.yaml`` of each folder; gives typed, dated standards and says which one a form follows.
Does not compute any score.
"""

from jiheng.standards._choice import choose_standard
from jiheng.standards._loader import all_standards, load_standard
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
    "AtMostMethod",
    "Bands",
    "Category",
    "Cited",
    "Dated",
    "Grades",
    "Missed",
    "Standard",
    "Version",
    "VersionDate",
    "all_standards",
    "choose_standard",
    "load_standard",
]
