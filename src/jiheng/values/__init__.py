"""Figures as printed and as read. The only place where text becomes a number."""

from jiheng.values._dates import read_date, read_year
from jiheng.values._numbers import chinese_number, convert, read_figure
from jiheng.values._rounding import round_half_up
from jiheng.values._targets import read_achieved, read_target
from jiheng.values._text import STROKES, collapse, halve, squeeze
from jiheng.values._types import (
    Achieved,
    AchievedText,
    Changed,
    Comparator,
    DeadlineTarget,
    Described,
    Direction,
    Figure,
    Happened,
    Measured,
    Missing,
    NumericTarget,
    PartialDate,
    Printed,
    QualitativeTarget,
    Target,
    TargetText,
    TrendTarget,
)

__all__ = [
    "STROKES",
    "Achieved",
    "AchievedText",
    "Changed",
    "Comparator",
    "DeadlineTarget",
    "Described",
    "Direction",
    "Figure",
    "Happened",
    "Measured",
    "Missing",
    "NumericTarget",
    "PartialDate",
    "Printed",
    "QualitativeTarget",
    "Target",
    "TargetText",
    "TrendTarget",
    "chinese_number",
    "collapse",
    "convert",
    "halve",
    "read_achieved",
    "read_date",
    "read_figure",
    "read_target",
    "read_year",
    "round_half_up",
    "squeeze",
]
