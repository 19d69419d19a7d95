"""Stage 5: report + standard → ScoreSheet, each score with the steps that led to it.

Takes typed reports and a standard; gives exact intervals of marks with their reasons. Reads no figure itself
(``values`` does), judges words only by phrase cards, and takes marks off only where a standard says so.
"""

from jiheng.scoring._sheet import score_form, score_package
from jiheng.scoring._types import LineKind, ScoreLine, ScoreSheet

__all__ = ["LineKind", "ScoreLine", "ScoreSheet", "score_form", "score_package"]
