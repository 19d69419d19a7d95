"""Which pack of department-level indicators a department form follows, and why."""

from __future__ import annotations

import re

from jiheng.reports import Indicator, SelfEvaluation
from jiheng.standards._indicator_loader import all_packs, find_pack
from jiheng.standards._indicator_types import ChosenBy, IndicatorCard, IndicatorPack
from jiheng.values import halve

_FEWEST = 2
"""One name with the same marks may be chance."""
_QUOTES = re.compile(r"[“”‘’\"']")


def choose_pack(form: SelfEvaluation, standard: str) -> tuple[IndicatorPack, str] | None:
    """Return the pack a department form follows and the reason in plain Chinese, or None.

    Args:
        form: The department's form.
        standard: Id of the standard that the form is scored by.
    """
    for pack in all_packs():
        names = [card.title for card in pack.indicators if _is_printed_with_marks(card, pack, form)]
        if ChosenBy.MARKS in pack.chosen_by and len(names) >= _FEWEST:
            return pack, f"表中{'、'.join(names)}的分值与“{pack.title}”一致，按该口径计算。"
    own = find_pack(standard)
    if own is not None and ChosenBy.STANDARD in own.chosen_by:
        return own, f"与评分标准 {standard} 相同，按“{own.title}”计算。"
    for pack in all_packs():
        if ChosenBy.BASE_DATA_FORM in pack.chosen_by:
            return pack, f"没有收录当地的口径，参照“{pack.title}”，只算数，不作计分依据。"
    return None


def row_of(card: IndicatorCard, form: SelfEvaluation) -> Indicator | None:
    """Return the one row of a form that is named after an indicator; None where several are."""
    names = {_plain(name) for name in (card.title, *card.also_called)}
    rows = [row for row in form.indicators if _plain(row.name.text) in names]
    return rows[0] if len(rows) == 1 else None


def _is_printed_with_marks(card: IndicatorCard, pack: IndicatorPack, form: SelfEvaluation) -> bool:
    row, scheme = row_of(card, form), card.scheme_on(pack.day_for(form))
    return row is not None and scheme is not None and row.max_score.value == scheme.max_score


def _plain(name: str) -> str:
    return _QUOTES.sub("", halve(name))
