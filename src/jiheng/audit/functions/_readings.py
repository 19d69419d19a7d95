"""What the functions of rules share: readings of rows, units that mean the same, rows listed per form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from jiheng.audit._dossier import Cell, Dossier, Hit, Row, evidence
from jiheng.values import Measured, NumericTarget, convert

PERCENT = "%"
_LISTED = 6

# Words that count the same thing; 人 and 人次 do not.
_SAME_UNITS = tuple(
    frozenset(group.split())
    for group in (
        "场 场次 场/期 期 次",
        "月 个月",
        "天 日",
        "家 个 户",
        "人 名 位",
        "册 本 份",
        "项 个 件",
        "块 个",
        "条 个 部",
        "宗 起 件",
    )
)


def numbers(row: Row) -> tuple[NumericTarget, Measured] | None:
    """Return target and achieved value where both are numbers."""
    return row.numbers


def same_unit(left: str, right: str) -> bool:
    """Whether two units count the same thing; money of any size does."""
    if left == right or any({left, right} <= group for group in _SAME_UNITS):
        return True
    return convert(Decimal(1), left, right) is not None


def is_satisfaction(row: Row) -> bool:
    """Whether a row measures somebody's satisfaction (满意度)."""
    return "满意" in row.indicator.subcategory.text or "满意" in row.indicator.name.text


def is_cost(row: Row) -> bool:
    """Whether a row stands in the cost group."""
    return "成本" in row.indicator.category.text or "成本" in row.indicator.subcategory.text


def listed(names: list[str]) -> str:
    """Return names as a list for a message, shortened where it is long."""
    text = "、".join(f"“{name}”" for name in names[:_LISTED])
    return text if len(names) <= _LISTED else f"{text}等"


Pick = Callable[[Row], Cell | None]


def per_form(dossier: Dossier, pick: Pick, show: Callable[[Row], str]) -> Iterator[Hit]:
    """Yield one hit per form for all rows in which ``pick`` finds a cell."""
    for entry in dossier.scored:
        found = [(row, cell) for row in entry.rows if (cell := pick(row)) is not None]
        if found:
            names = [show(row) for row, _ in found]
            yield Hit(
                {"count": str(len(found)), "names": listed(names)},
                tuple(place for _, cell in found for place in evidence(entry.index, cell)),
            )


def name_of(row: Row) -> str:
    """Return a row's name."""
    return row.indicator.name.text


def target_of(row: Row) -> str:
    """Return a row's target as printed."""
    return row.indicator.target.text
