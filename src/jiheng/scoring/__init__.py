"""Stage 5: report + standard → ScoreSheet, each score with the steps that led to it.

Takes typed reports and a standard; gives exact intervals of marks with their reasons. Reads no figure itself
(``values`` does), judges words only by phrase cards, and takes marks off only where a standard says so.
"""

from jiheng.scoring._indicators import compute_indicators, run_indicator_case
from jiheng.scoring._rate_marks import scheme_words
from jiheng.scoring._rates import formula_words, rate_words
from jiheng.scoring._sheet import score_form, score_package
from jiheng.scoring._types import (
    ComputedIndicator,
    IndicatorTable,
    LineKind,
    PrintedRate,
    ScoreLine,
    ScoreSheet,
    UsedCell,
)

__all__ = [
    "ComputedIndicator",
    "IndicatorTable",
    "LineKind",
    "PrintedRate",
    "ScoreLine",
    "ScoreSheet",
    "UsedCell",
    "compute_indicators",
    "formula_words",
    "rate_words",
    "run_indicator_case",
    "scheme_words",
    "score_form",
    "score_package",
]
