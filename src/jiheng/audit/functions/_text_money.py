"""Rules on whose money a report's text speaks of: amounts, years and names of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from jiheng.audit._amounts import plain
from jiheng.audit._dossier import Dossier, Hit, Params, Scored, evidence
from jiheng.audit._texts import texts_of
from jiheng.audit._types import Evidence
from jiheng.audit.prose import Kind, Quantity, read_quantities
from jiheng.reports import SelfEvaluation
from jiheng.values import Figure, Measured, Printed, convert, squeeze

_UNIT = "万元"
_MONEY = r"(\d+(?:\.\d+)?)(万元|亿元|元)(?![/每余多])"
_YEARLY = re.compile(
    rf"(20\d\d)年(?:度)?[，,]?(?:[^，。；：\d]{{0,16}}?)(年初预算|全年预算|预算收入|实际支出|支出)(?:数|为|共)*{_MONEY}"
)
_SPENT_ON = re.compile(
    rf"(?:^|[。；，])(?:20\d\d年(?:度)?[，,]?)?([\u4e00-\u9fff“”]{{4,30}}?)(?:实际)?支出(?:数|共|为|共计)*{_MONEY}"
)
_GENERIC = re.compile(r"[本该此我]|全年|累计|合计|总额|其中|各项|预算|财政|上述|以上")
_SUFFIX = re.compile(r"(?:项目)?(?:支出)?(?:绩效)?自评报告$")
_MARKS = re.compile(r"[“”\"'‘’《》（）()·・、，。]")
_YEAR = re.compile(r"20\d\d年?度?")
_FAMILIAR = 4
_LONG_NAME = 8


def _totals(form: SelfEvaluation) -> tuple[tuple[str, Figure], ...]:
    line = form.fund("total")
    if line is None:
        return ()
    return (
        ("年初预算数", line.original_budget),
        ("全年预算数", line.final_budget),
        ("全年执行数", line.actual_expenditure),
    )


def _in_table_unit(number: Decimal, unit: str) -> Decimal | None:
    return convert(number, unit, _UNIT)


def stated_year_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The text gives the table's own amount under another year; money carried over may be of last year."""
    for entry in dossier.projects:
        carried = entry.form.fund("carry_over")
        if entry.form.fiscal_year is None or (carried and carried.original_budget.value):
            continue
        for place in texts_of(entry.form):
            for year, word, number, unit in _YEARLY.findall(_spending(place)):
                own = _own_amount(entry, number, unit)
                if own and int(year) != entry.form.fiscal_year:
                    words = {
                        "year": year,
                        "said": f"{word}{number}{unit}",
                        "own": str(entry.form.fiscal_year),
                        "column": own[0],
                    }
                    at = (Evidence(entry.index, place.at, f"{year}年"), *evidence(entry.index, own[1]))
                    yield Hit(words, at)


def _spending(place: Printed) -> str:
    """Return a text that speaks of budget or spending, without white space; "" else."""
    return squeeze(place.text) if "支出" in place.text or "预算" in place.text else ""


def _own_amount(entry: Scored, number: str, unit: str) -> tuple[str, Figure] | None:
    amount = _in_table_unit(Decimal(number), unit)
    return next(((name, cell) for name, cell in _totals(entry.form) if amount and cell.value == amount), None)


def stated_subject_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The text gives the table's spending as that of something the project's names do not mention."""
    for entry in dossier.projects:
        names = _bare(f"{entry.form.name.text}，{entry.form.narrative_title.text}")
        line = entry.form.fund("total")
        actual = line.actual_expenditure.value if line else None
        for place in texts_of(entry.form) if actual and names else ():
            for subject, number, unit in _SPENT_ON.findall(_spending(place)):
                bare = _bare(subject)
                own = _in_table_unit(Decimal(number), unit) == actual
                if (
                    own
                    and not _GENERIC.search(subject)
                    and len(bare) > _FAMILIAR
                    and _is_strange(bare, names)
                ):
                    words = {"subject": subject, "amount": f"{number}{unit}", "name": entry.form.name.text}
                    at = (Evidence(entry.index, place.at, subject), *evidence(entry.index, entry.form.name))
                    yield Hit(words, at)


def _is_strange(subject: str, names: str) -> bool:
    pieces = (subject[i : i + _FAMILIAR] for i in range(len(subject) - _FAMILIAR + 1))
    return not any(piece in names for piece in pieces)


def _bare(name: str) -> str:
    return _YEAR.sub("", _MARKS.sub("", _SUFFIX.sub("", squeeze(name))))


def other_project_named(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A project's report that prints the full name of another project of the package."""
    names = {
        entry.index: name
        for entry in dossier.projects
        if len(name := _bare(entry.form.name.text)) >= _LONG_NAME
    }
    pieces = {name: name[: len(name) // 2][-_FAMILIAR:] for name in names.values()}
    for entry in dossier.projects:
        own = _bare(f"{entry.form.name.text}，{entry.form.narrative_title.text}")
        others = {name: index for index, name in names.items() if index != entry.index and name not in own}
        paragraphs = [part for section in entry.form.narrative for part in section.paragraphs]
        whole = "\n".join([place.text for place in paragraphs])
        close = [name for name in others if pieces[name] in whole]
        for place in paragraphs if close else ():
            # Most paragraphs hold no piece of any name; only the rest are freed of marks and years.
            near = [name for name in close if pieces[name] in place.text]
            text = _bare(place.text) if near else ""
            for name in near:
                index = others[name]
                if name in text:
                    other = dossier.package.forms[index]
                    printed = other.name if isinstance(other, SelfEvaluation) else Printed(name, "")
                    words = {"other": printed.text, "own": entry.form.name.text}
                    at = (Evidence(entry.index, place.at, printed.text), *evidence(index, printed))
                    yield Hit(words, at)


def amount_digit_slip(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """An amount in the text that is nowhere in the table, and one slip of the pen from a total of it."""
    for entry in dossier.projects:
        totals = [
            (name, cell, cell.value, _digits(cell.value)) for name, cell in _totals(entry.form) if cell.value
        ]
        known = _amounts_of(entry)
        for quantity in _amounts_said(entry) if totals else ():
            number = _in_table_unit(quantity.number, quantity.unit)
            if number is None or not number or number in known:
                continue
            digits = _digits(number)
            for name, cell, total, wanted in totals:
                slip = _slip((number, digits), (total, wanted))
                if slip and quantity.is_exact:
                    words = {"said": quantity.text, "column": name, "amount": cell.text, "slip": slip}
                    at = (Evidence(entry.index, quantity.at, quantity.text), *evidence(entry.index, cell))
                    yield Hit(words, at)
                    break


def _amounts_said(entry: Scored) -> Iterator[Quantity]:
    for place in texts_of(entry.form):
        for quantity in read_quantities(place.text, place.at):
            if quantity.kind is Kind.MONEY:
                yield quantity


def _amounts_of(entry: Scored) -> frozenset[Decimal]:
    """Return every amount of the table, in 万元."""
    lines = chain.from_iterable(
        (line.original_budget, line.final_budget, line.actual_expenditure, line.amount)
        for line in entry.form.funds
    )
    found = {line.value for line in lines if line.value is not None}
    for row in entry.rows:
        reading = row.indicator.achieved.reading
        if isinstance(reading, Measured):
            amount = _in_table_unit(reading.number, reading.unit)
            found |= {amount} if amount is not None else set()
    return frozenset(found)


_FEWEST_DIGITS = 3
_FEWEST_TO_CHANGE = 4


def _slip(said: tuple[Decimal, str], total: tuple[Decimal, str]) -> str:
    """Return which slip of the pen makes one amount, with its digits, of the other; "" where none does."""
    (one, left), (other, right) = said, total
    if len(right) >= _FEWEST_DIGITS and left == right:
        return "数字相同，小数点或单位不同"
    if len(right) < _FEWEST_TO_CHANGE or len(left) != len(right) or left == right:
        return ""
    if plain(one).find(".") != plain(other).find("."):
        return ""
    wrong = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(wrong) == 1:
        return "只差一个数字"
    first, last = wrong[0], wrong[-1]
    swapped = len(wrong) == len("ab") and last == first + 1
    return "相邻两个数字颠倒" if swapped and left[first:][:2] == right[first:][:2][::-1] else ""


def _digits(number: Decimal) -> str:
    return f"{number:f}".replace(".", "").strip("0")
