"""Records → the texts that a layout's names stand for, and which values no name took."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from jiheng.render.official._layouts import REFERENCE
from jiheng.reports import BaseData, FundLine, Indicator, SelfEvaluation
from jiheng.values import AchievedText, Figure, NumericTarget, Printed, TargetText

Evaluated = SelfEvaluation | BaseData
Named = Mapping[str, str]

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_SPLIT_TARGET = re.compile(r"(≥|≤|=|＝|>|<|＞|＜)?\s*(\d[\d.,]*)\s*(\D{0,8})")
_WHOLE = {"target_number": "target"}
"""A value that is printed in parts, by the part that always is."""
_DERIVED = frozenset({"ordinal", "target_sign", "target_number", "target_unit"})
_LEAVES = (Printed, Figure, TargetText, AchievedText)


@dataclass(slots=True)
class Names:
    """The values of one record by name; remembers which were asked for."""

    values: Named
    used: set[str] = field(default_factory=set)

    def fill(self, text: str) -> str:
        """Put values in place of names; a part in ``[[ ]]`` goes where one of its values is blank."""
        return REFERENCE.sub(self._value, _OPTIONAL.sub(self._part, text))

    def _part(self, found: re.Match[str]) -> str:
        names = REFERENCE.findall(found[1])
        if all(self.values.get(name) for name in names):
            return found[1]
        self.used.update(names)
        return ""

    def _value(self, found: re.Match[str]) -> str:
        self.used.add(found[1])
        return self.values.get(found[1], "")

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of every value that no name of the layout asked for."""
        taken = self.used | {whole for part, whole in _WHOLE.items() if part in self.used}
        for name, text in self.values.items():
            if text and name not in taken and name not in _DERIVED:
                yield name, text


def names_of_form(form: Evaluated) -> Names:
    """Return the values of a form that stand once."""
    year = form.fiscal_year
    values = {
        "fiscal_year": str(year) if year else "",
        "previous_year": str(year - 1) if year else "",
        "filing_date": (
            f"{form.filing_date.year}年{form.filing_date.month}月{form.filing_date.day}日"
            if form.filing_date
            else ""
        ),
    }
    if isinstance(form, BaseData):
        values |= {f"staff.{name}": text for name, text in leaves(form.staff)}
        values |= {f"buildings.{name}": text for name, text in leaves(form.buildings)}
        values["austerity_measures"] = form.austerity_measures.text
        return Names(values, {"fiscal_year", "previous_year", "filing_date"})
    for name in ("name", "supervising_department", "implementing_unit"):
        values[name] = getattr(form, name).text
    values |= {"total.max_score": form.total.max_score.text, "total.score": form.total.score.text}
    values |= {f"section.{section.heading.text}": section.text for section in form.narrative}
    sections = {name for name in values if name.startswith("section.")}
    return Names(values, {"fiscal_year", "previous_year", "filing_date", *sections})


def names_of_row(record: object, ordinal: int) -> Names:
    """Return the values of one record of several."""
    values = dict(leaves(record))
    if isinstance(record, Indicator):
        values |= {"ordinal": str(ordinal), **_parts_of(record.target)}
    return Names(values)


def leaves(record: object) -> Iterator[tuple[str, str]]:
    """Yield name and text of every value of a record."""
    for declared in fields(record):  # type: ignore[arg-type]  # records are dataclasses
        value: object = getattr(record, declared.name)
        if isinstance(value, _LEAVES):
            yield declared.name, value.text


def is_amount(line: FundLine) -> bool:
    """Whether a line of the funds prints one amount or none, and nothing in the columns."""
    columns = (line.original_budget, line.final_budget, line.actual_expenditure)
    rest = (line.max_score, line.execution_rate, line.score)
    return not any(figure.text for figure in (*columns, *rest))


def _parts_of(target: TargetText) -> dict[str, str]:
    """Part a target into sign, value and unit as three columns print it; words stand in the second."""
    found = _SPLIT_TARGET.fullmatch(target.text) if isinstance(target.reading, NumericTarget) else None
    sign, number, unit = (found[1] or "", found[2], found[3]) if found else ("", target.text, "")
    return {"target_sign": sign, "target_number": number, "target_unit": unit}
