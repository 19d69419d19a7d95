"""Which pack of department-level indicators a department form follows, and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache

from jiheng.reports import Indicator, SelfEvaluation
from jiheng.standards._indicator_loader import all_packs, find_pack
from jiheng.standards._indicator_types import ChosenBy, IndicatorCard, IndicatorPack
from jiheng.values import halve

_FEWEST = 2
"""One name with the same marks may be chance."""
RowsByName = Mapping[str, Sequence[Indicator]]
_QUOTES = re.compile(r"[“”‘’\"']")


def choose_pack(form: SelfEvaluation, standard: str) -> tuple[IndicatorPack, str] | None:
    """Return the pack a department form follows and the reason in plain Chinese, or None.

    Args:
        form: The department's form.
        standard: Id of the standard that the form is scored by.
    """
    rows = rows_by_name(form)
    for pack in all_packs():
        if ChosenBy.MARKS not in pack.chosen_by:
            continue
        day = pack.day_for(form)
        names = [card.title for card in pack.indicators if _has_the_marks(card, rows, day)]
        if len(names) >= _FEWEST:
            return pack, f"表中{'、'.join(names)}的分值与“{pack.title}”一致，按该口径计算。"
    own = find_pack(standard)
    if own is not None and ChosenBy.STANDARD in own.chosen_by:
        return own, f"与评分标准 {standard} 相同，按“{own.title}”计算。"
    for pack in all_packs():
        if ChosenBy.BASE_DATA_FORM in pack.chosen_by:
            return pack, f"没有收录当地的口径，参照“{pack.title}”，只算数，不作计分依据。"
    return None


def rows_by_name(form: SelfEvaluation) -> RowsByName:
    """Return a form's rows by their names without white space and quotation marks."""
    rows: dict[str, list[Indicator]] = {}
    for row in form.indicators:
        rows.setdefault(_plain(row.name.text), []).append(row)
    return rows


def row_of(card: IndicatorCard, rows: RowsByName) -> Indicator | None:
    """Return the one row that is named after an indicator; None where several are."""
    found = [row for name in (card.title, *card.also_called) for row in rows.get(_plain_title(name), ())]
    return found[0] if len(found) == 1 else None


def _has_the_marks(card: IndicatorCard, rows: RowsByName, day: dt.date | None) -> bool:
    row, scheme = row_of(card, rows), card.scheme_on(day)
    return row is not None and scheme is not None and row.max_score.value == scheme.max_score


def _plain(name: str) -> str:
    return _QUOTES.sub("", halve(name))


_plain_title = cache(_plain)
"""For the cards' own names, which are few."""
