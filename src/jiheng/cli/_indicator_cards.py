"""The packs of department-level indicators, on the screen and in the reference."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from jiheng.cli._prose import Prose
from jiheng.cli._screen import Screen, grid
from jiheng.scoring import formula_words, scheme_words
from jiheng.standards import ChosenBy, IndicatorCard, IndicatorPack

HEAD = ("指标", "算式", "起用日期", "计分", "依据")
CHOSEN_WORDS = {
    ChosenBy.STANDARD: "部门整体自评表按同编号的评分标准计分时采用",
    ChosenBy.MARKS: "部门整体自评表印有其中两项以上指标且分值相同时采用",
    ChosenBy.BASE_DATA_FORM: "没有收录当地口径时参照",
}


def pack_words(pack: IndicatorPack) -> str:
    """Return when a pack is used and what it rests on."""
    used = "；".join(CHOSEN_WORDS[way] for way in pack.chosen_by)
    return f"{used}。依据：{'；'.join(map(str, pack.citation))}"


def pack_rows(pack: IndicatorPack) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (indicator, formula, first day in force, marks, basis) for every indicator and every period."""
    for card in pack.indicators:
        basis = "；".join(map(str, card.citation))
        formula = formula_words(card) + (f"。{card.note}" if card.note else "")
        for day, marks in _periods(card):
            yield card.title, formula, day, marks, basis


def _periods(card: IndicatorCard) -> Iterator[tuple[str, str]]:
    if card.marks is None:
        yield "", "不计分"
        return
    for day, scheme in card.marks.entries:
        yield day.isoformat(), scheme_words(scheme)


def print_pack(screen: Screen, pack: IndicatorPack) -> None:
    """Print a pack's indicators."""
    screen.out.print(Text(f"\n由基础数据计算的指标：{pack.title}", style="bold"))
    table = grid(*HEAD)
    for row in pack_rows(pack):
        table.add_row(Prose(row[0]), Prose(row[1]), row[2], Prose(row[3]), Prose(row[4]))
    screen.out.print(table)
    screen.out.print(Prose(Text(pack_words(pack), style="dim")))
