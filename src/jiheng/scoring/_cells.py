"""Where the figures of a department-level indicator stand, and in words which one is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType

from jiheng.reports import BaseData, Package, SelfEvaluation
from jiheng.scoring._types import UsedCell
from jiheng.standards import CellPath, IndicatorCard, Operand, Root
from jiheng.values import Figure, Missing, convert

FORM_WORDS = MappingProxyType(
    {
        Root.BASE_DATA: "基础数据表",
        Root.PREVIOUS_BASE_DATA: "上年的基础数据表",
        Root.DEPARTMENT: "部门整体自评表",
    }
)
_ELSEWHERE = -1
_LINE_MISSING = "没有这一行"
_LINE_FIELD = MappingProxyType({"expenditure": "term", "funds": "source"})


@dataclass(frozen=True, slots=True)
class Source:
    """A form that cells are taken from, or the reason why there is none."""

    form: int
    record: BaseData | SelfEvaluation | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The forms of one department's cells."""

    by_root: MappingProxyType[Root, Source]

    def figure(self, path: CellPath) -> Figure | str:
        """Return the figure at a path, or in words why there is no such cell."""
        source = self.by_root[path.root]
        if source.record is None:
            return source.missing
        block = getattr(source.record, path.block)
        if not path.key:
            found: Figure = attrgetter(path.field)(block)
            return found
        lines = [line for line in block if getattr(line, _LINE_FIELD[path.block]) == path.key]
        if len(lines) != 1:
            return _LINE_MISSING if not lines else f"有 {len(lines)} 行，不知取哪一行"
        figure: Figure = attrgetter(path.field)(lines[0])
        return figure

    def cells(self, card: IndicatorCard) -> tuple[UsedCell, ...]:
        """Return a card's cells, all in the unit of the first that has one."""
        figures = [(operand, self._figure_or_reason(operand)) for operand in card.operands]
        return used_cells(figures, {root: source.form for root, source in self.by_root.items()})

    def missing_form(self, card: IndicatorCard) -> str:
        """Return why a form that the card needs is not there, or ""."""
        sources = (self.by_root[operand.path.root] for operand in card.operands)
        return next((source.missing for source in sources if source.record is None), "")

    def _figure_or_reason(self, operand: Operand) -> Figure | str:
        found = self.figure(operand.path)
        if isinstance(found, Figure) or self.by_root[operand.path.root].record is None:
            return found
        where = FORM_WORDS[operand.path.root]
        if found == _LINE_MISSING:
            return f"{where}没有“{operand.label}”一行"
        return f"{where}“{operand.label}”{found}"


def find_sources(package: Package, form: SelfEvaluation, index: int, previous: Package | None) -> Sources:
    """Return the forms that a department form's indicators are computed from."""
    years = {form.fiscal_year, None} if form.fiscal_year else None
    base = _one(package.base_data(), years, "材料里")
    before = Source(_ELSEWHERE, None, "没有给出上年的材料")
    if previous is not None:
        found = _one(previous.base_data(), None, "上年的材料里")
        before = replace(found, form=_ELSEWHERE)
    return Sources(
        MappingProxyType(
            {
                Root.BASE_DATA: base,
                Root.PREVIOUS_BASE_DATA: before,
                Root.DEPARTMENT: Source(index, form),
            }
        )
    )


def _one(found: Sequence[tuple[int, BaseData]], years: set[int | None] | None, place: str) -> Source:
    if not found:
        return Source(_ELSEWHERE, None, f"{place}没有基础数据表")
    fitting = [(i, form) for i, form in found if years is None or form.fiscal_year in years]
    if not fitting:
        return Source(_ELSEWHERE, None, f"{place}没有同一年度的基础数据表")
    if len(fitting) > 1:
        return Source(_ELSEWHERE, None, f"{place}有 {len(fitting)} 张基础数据表，不知取哪一张")
    return Source(*fitting[0])


def used_cells(
    figures: Iterable[tuple[Operand, Figure | str]], forms: dict[Root, int]
) -> tuple[UsedCell, ...]:
    """Return cells with their numbers in one unit, or in words what is not there."""
    pairs = list(figures)
    unit = next((figure.unit for _, figure in pairs if isinstance(figure, Figure) and figure.unit), "")
    return tuple(_cell(operand, figure, unit, forms[operand.path.root]) for operand, figure in pairs)


def _cell(operand: Operand, figure: Figure | str, unit: str, form: int) -> UsedCell:
    where = FORM_WORDS[operand.path.root]
    if isinstance(figure, str):
        return UsedCell(operand.name, operand.label, form, "", "", None, figure)
    number = _number(figure, unit)
    missing = ""
    if number is None:
        missing = f"{where}“{operand.label}”{_absence(figure, unit)}"
    return UsedCell(operand.name, operand.label, form, figure.at, figure.text, number, missing)


def _number(figure: Figure, unit: str) -> Decimal | None:
    value = figure.value
    if value is None or not figure.unit or not unit:
        return value
    return convert(value, figure.unit, unit)


def _absence(figure: Figure, unit: str) -> str:
    if figure.value is not None:
        return f"的单位“{figure.unit}”与“{unit}”不同"
    if figure.number is Missing.BLANK:
        return "空白"
    return f"填的是“{figure.text}”"
