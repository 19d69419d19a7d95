"""Stage 3: FilledForm → typed report, and reports → package (which table belongs to which row and text)."""

from jiheng.reports._build import build_report
from jiheng.reports._doubts import Cause, Doubt, Doubts
from jiheng.reports._match import match_projects, name_key
from jiheng.reports._package import read_package
from jiheng.reports._types import (
    BaseData,
    Buildings,
    ExpenditureRow,
    Form,
    FormKind,
    FundLine,
    Indicator,
    Match,
    MatchMethod,
    Objective,
    Package,
    Section,
    SelfEvaluation,
    Staff,
    Total,
)

__all__ = [
    "BaseData",
    "Buildings",
    "Cause",
    "Doubt",
    "Doubts",
    "ExpenditureRow",
    "Form",
    "FormKind",
    "FundLine",
    "Indicator",
    "Match",
    "MatchMethod",
    "Objective",
    "Package",
    "Section",
    "SelfEvaluation",
    "Staff",
    "Total",
    "build_report",
    "match_projects",
    "name_key",
    "read_package",
]
