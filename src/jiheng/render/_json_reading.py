"""The contract's JSON → records: what ``render_json`` wrote, or what another program wrote by the contract.

A key that is left out is blank; a key that the contract does not have is refused, as a misspelt one would be
lost. Scores and findings in it are passed over: they are computed anew. Addresses are those of the document
it was read from, as far as the contract carries them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

import msgspec
from msgspec import inspect

from jiheng.documents import Document, Problem
from jiheng.errors import DocumentError
from jiheng.forms import FilledForm, FilledRow, FormCard, all_form_cards, label_key
from jiheng.render import _contract as contract
from jiheng.render._contract_parts import IndicatorEntry
from jiheng.reports import (
    BaseData,
    Form,
    Indicator,
    Package,
    Section,
    SelfEvaluation,
    build_report,
    match_projects,
)
from jiheng.values import Printed, read_figure

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Evaluation = contract.ProjectEntry | contract.DepartmentEntry

_READ: Mapping[str, type[Evaluation | contract.BaseDataEntry]] = {
    "project_self_evaluation": contract.ProjectEntry,
    "department_self_evaluation": contract.DepartmentEntry,
    "base_data": contract.BaseDataEntry,
}
_TOP = frozenset(field.name for field in msgspec.structs.fields(contract.PackageEntry))
_PLACE = re.compile(r"(?P<what>.*?) - at `\$(?P<path>[^`]*)`", re.DOTALL)
_NOWHERE = Printed("", "")


def package_from_json(content: bytes, name: str = "report.json") -> Package:
    """Return the package that a JSON of the contract holds.

    Args:
        content: One object of schema ``jiheng/1``.
        name: How errors name it.

    Returns:
        The package. Forms of other kinds than the self-evaluation's are listed in its ``problems``.

    Raises:
        DocumentError: Not JSON, not of this schema, a key the contract does not have, or a value of another
            type than it says.
    """
    try:
        raw = msgspec.json.decode(content)
    except msgspec.DecodeError as cause:
        raise DocumentError(name, f"不是 JSON 文件（{cause}）。") from cause
    if not isinstance(raw, dict) or raw.get("schema") != contract.SCHEMA:
        raise DocumentError(name, f'不是绩衡的数据：缺少 "schema": "{contract.SCHEMA}"。')
    if unknown := sorted(raw.keys() - _TOP):
        raise DocumentError(name, f"不认识的项：{'、'.join(map(str, unknown))}。")
    listed = raw.get("forms", [])
    if not isinstance(listed, list):
        raise DocumentError(name, "forms 应为表的列表。")
    forms: list[Form] = []
    problems: list[Problem] = []
    for index, entry in enumerate(listed):
        kind = str(entry.get("kind", "")) if isinstance(entry, dict) else ""
        if kind in _READ:
            forms.append(_form(entry, _READ[kind], f"{name} forms[{index}]"))
        else:
            problems.append(Problem("form_not_read", f"第 {index + 1} 张表（{kind}）不是自评材料的表。", ""))
    package_name = raw.get("package")
    return Package(
        name=package_name if isinstance(package_name, str) else "",
        documents=(Document(name, "", "application/json", ()),),
        forms=tuple(forms),
        matches=match_projects(tuple(forms)),
        problems=tuple(problems),
    )


def _form(raw: dict[str, Json], struct: type[Evaluation | contract.BaseDataEntry], place: str) -> Form:
    kept = {key: value for key, value in raw.items() if key != "score_sheet"}
    try:
        entry = msgspec.convert(_completed(kept, _info(struct)), struct)
    except msgspec.ValidationError as cause:
        found = _PLACE.fullmatch(str(cause))
        where = f"{place}{found['path']}" if found else place
        raise DocumentError(where, f"不合数据约定：{found['what'] if found else cause}。") from cause
    return _base_data(entry) if isinstance(entry, contract.BaseDataEntry) else _evaluation(entry)


@cache
def _info(struct: type[msgspec.Struct]) -> inspect.Type:
    """Return what a struct is made of; looking at its annotations takes as long as reading a form."""
    return inspect.type_info(struct)


def _completed(raw: Json, kind: inspect.Type) -> Json:
    """Return JSON with a blank for each key that is left out."""
    if isinstance(kind, inspect.StructType) and isinstance(raw, dict):
        known = {field.encode_name: field for field in kind.fields}
        blanks = {
            name: _blank(field.type) for name, field in known.items() if field.required and name not in raw
        }
        given = {
            name: _completed(value, known[name].type) if name in known else value
            for name, value in raw.items()
        }
        return {**blanks, **given}
    if isinstance(kind, inspect.VarTupleType) and isinstance(raw, list):
        return [_completed(item, kind.item_type) for item in raw]
    return raw


def _blank(kind: inspect.Type) -> Json:
    if isinstance(kind, inspect.StructType):
        return _completed({}, kind)
    if isinstance(kind, inspect.VarTupleType):
        return []
    if isinstance(kind, inspect.UnionType):
        return None
    return 0 if isinstance(kind, inspect.IntType) else ""


def _card(kind: Literal["project_self_evaluation", "department_self_evaluation", "base_data"]) -> FormCard:
    return next(card for card in all_form_cards() if card.kind == kind)


def _filled(
    card: FormCard, entry: Evaluation | contract.BaseDataEntry, fields: dict[str, str], rows: list[FilledRow]
) -> FilledForm:
    year = f"{entry.fiscal_year}年度" if entry.fiscal_year else ""
    total = entry.total if not isinstance(entry, contract.BaseDataEntry) else None
    return FilledForm(
        card=card,
        grids=(),
        title=Printed(f"{year}{card.title}", ""),
        fields=_cells(fields, ""),
        rows=tuple(rows),
        total=_cells({"max_score": total.max_score, "score": total.score}, "") if total else {},
        notes=(),
        unread=tuple(Printed(cell.text, cell.at) for cell in entry.unread),
        before=(),
        after=(),
        problems=(),
        units={},
    )


def _cells(texts: Mapping[str, str], at: str) -> dict[str, Printed]:
    return {name: Printed(text, at) for name, text in texts.items()}


def _evaluation(entry: Evaluation) -> SelfEvaluation:
    is_project = isinstance(entry, contract.ProjectEntry)
    card = _card("project_self_evaluation" if is_project else "department_self_evaluation")
    identity = ("name", "supervising_department", "implementing_unit")
    rows = [_row("funds", fund, fund.source, fund.label) for fund in entry.funds]
    rows += [_row("objectives", objective) for objective in entry.objectives]
    rows += [_row("indicators", indicator, at=indicator.at) for indicator in entry.indicators]
    form = build_report(_filled(card, entry, {one: getattr(entry, one) for one in identity}, rows), 0)
    assert isinstance(form, SelfEvaluation)  # noqa: S101 - the builder of these two kinds makes no other
    return replace(
        form,
        fiscal_year=entry.fiscal_year,
        indicators=tuple(map(_with_levels, form.indicators, entry.indicators)),
        narrative=tuple(
            Section(
                Printed(s.heading, ""),
                s.text,
                tuple(Printed(text, "") for text in s.text.split("\n") if text),
            )
            for s in entry.narrative
        ),
        filing_date=_date(entry.filing_date),
    )


def _row(block: str, entry: msgspec.Struct, line: str = "", label: str = "", at: str = "") -> FilledRow:
    texts = {name: value for name, value in msgspec.structs.asdict(entry).items() if isinstance(value, str)}
    return FilledRow(block, line, Printed(label, at), _cells(texts, at), at)


def _with_levels(row: Indicator, entry: IndicatorEntry) -> Indicator:
    """Take levels and name as they are given: the builder carries levels on, as merged cells would."""
    return replace(
        row,
        category=Printed(entry.category, entry.at),
        category_max_score=read_figure(entry.category_max_score, entry.at, "分"),
        subcategory=Printed(entry.subcategory, entry.at),
        name=Printed(entry.name, entry.at),
    )


def _base_data(entry: contract.BaseDataEntry) -> BaseData:
    card = _card("base_data")
    lines = next(block.lines for block in card.blocks if block.name == "expenditure")
    rows = [_row("staff", entry.staff), _row("buildings", entry.buildings)]
    rows += [
        _row("expenditure", row, lines.get(label_key(row.label), ""), row.label, row.at)
        for row in entry.expenditure
    ]
    form = build_report(_filled(card, entry, {"austerity_measures": entry.austerity_measures}, rows), 0)
    assert isinstance(form, BaseData)  # noqa: S101 - the builder of this kind makes no other
    open_rows: dict[int, int] = {}
    expenditure = []
    for index, (row, given) in enumerate(zip(form.expenditure, entry.expenditure, strict=True)):
        expenditure.append(replace(row, level=given.level, parent=open_rows.get(given.level - 1)))
        open_rows = {level: i for level, i in open_rows.items() if level < given.level} | {given.level: index}
    return replace(
        form,
        fiscal_year=entry.fiscal_year,
        expenditure=tuple(expenditure),
        notes=tuple(Printed(note, "") for note in entry.notes),
        filing_date=_date(entry.filing_date),
    )


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as cause:
        raise DocumentError("filing_date", f"“{text}”不是 2025-05-16 这样的日期。") from cause
