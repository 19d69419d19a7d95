"""Stage 5: report + standard → ScoreSheet, each score with the steps that led to it."""

from jiheng.scoring._types import LineKind, ScoreLine, ScoreSheet

__all__ = ["LineKind", "ScoreLine", "ScoreSheet"]
