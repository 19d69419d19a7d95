"""The JSON of a form: its shape, blank ones, canonical text, and the operations that change it.

A form is the contract's entry of its kind (``jiheng/1``) and an ``id`` in every row of its lists, so that a
change names a cell by a path that stays when rows move: ``indicators/k3f9a2/achieved``, ``total/score``.
Pure: no database, no clock.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeGuard

import msgspec

RowJson: TypeAlias = dict[str, str | int]
FormJson: TypeAlias = dict[str, str | int | dict[str, str] | list[RowJson] | None]

KINDS = ("base_data", "department_self_evaluation", "project_self_evaluation")
"""The kinds of forms that are filled in."""
_BASE_DATA_LISTS: Mapping[str, tuple[str, ...]] = {
    "expenditure": ("label", "level", "previous_actual", "budget", "actual")
}
_EVALUATION_LISTS: Mapping[str, tuple[str, ...]] = {
    "funds": (
        "source", "label", "original_budget", "final_budget", "actual_expenditure", "max_score",
        "execution_rate", "score", "amount",
    ),
    "objectives": ("expected", "achieved"),
    "indicators": (
        "category", "category_max_score", "subcategory", "name", "target", "achieved", "max_score", "score",
        "deviation_reason",
    ),
    "narrative": ("heading", "text"),
}  # fmt: skip
_GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "base_data": {
        "staff": ("authorized_headcount", "serving_staff", "control_rate"),
        "buildings": (
            "approved_scale", "actual_scale", "scale_control_rate", "budgeted_investment",
            "actual_investment", "investment_control_rate",
        ),
    },
    "department_self_evaluation": {"total": ("max_score", "score")},
    "project_self_evaluation": {"total": ("max_score", "score")},
}  # fmt: skip
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "base_data": ("austerity_measures",),
    "department_self_evaluation": ("name", "supervising_department", "implementing_unit", "filing_date"),
    "project_self_evaluation": ("name", "supervising_department", "implementing_unit", "filing_date"),
}
LONGEST = 20_000
"""Characters one cell or paragraph block may hold."""
MOST_ROWS = 400
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
"""What no cell holds, no document can carry, and PostgreSQL refuses to keep."""


def lists_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of a kind of form with the columns of their rows."""
    return _BASE_DATA_LISTS if kind == "base_data" else _EVALUATION_LISTS


def groups_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the groups of single cells of a kind of form (``total``, ``staff``)."""
    return _GROUPS[kind]


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the single cells at the top of a kind of form."""
    return _FIELDS[kind]


def rows_of(form: FormJson, name: str) -> list[RowJson]:
    """Return the rows of one of a form's lists; none where its kind has no such list."""
    rows = form.get(name, [])
    assert isinstance(rows, list)  # noqa: S101 - the shape of blank_form
    return rows


def new_id() -> str:
    """Return an id for a row or a form."""
    return secrets.token_hex(4)


def blank_form(kind: str, fiscal_year: int) -> FormJson:
    """Return a form of a kind with nothing filled in, and no rows."""
    form: FormJson = {"kind": kind, "fiscal_year": fiscal_year}
    form.update(dict.fromkeys(fields_of(kind), ""))
    form.update({group: dict.fromkeys(names, "") for group, names in groups_of(kind).items()})
    form.update({name: [] for name in lists_of(kind)})
    return form


def blank_row(kind: str, list_name: str, row_id: str | None = None) -> RowJson:
    """Return a row of one of a form's lists with nothing filled in."""
    row: RowJson = dict.fromkeys(lists_of(kind)[list_name], "")
    if "level" in row:
        row["level"] = 1
    return {"id": row_id or new_id(), **row}


def from_contract(entry: Mapping[str, object]) -> FormJson:
    """Return a form of the contract's JSON as it is kept: each row with an ``id``, its own if it has one.

    Args:
        entry: One of the ``forms`` of ``jiheng read --format json``, of one of the three kinds.
    """
    kind = str(entry["kind"])
    year = entry.get("fiscal_year")
    form = blank_form(kind, year if isinstance(year, int) else 0)
    form["fiscal_year"] = year if isinstance(year, int) else None
    form.update({name: str(entry.get(name) or "") for name in fields_of(kind)})
    for group, names in groups_of(kind).items():
        given = entry.get(group)
        if isinstance(given, Mapping):
            form[group] = {name: str(given.get(name) or "") for name in names}
    for name, columns in lists_of(kind).items():
        rows = entry.get(name)
        if isinstance(rows, list):
            form[name] = [_row_from(kind, name, columns, row) for row in rows]
    return form


def _row_from(kind: str, name: str, columns: tuple[str, ...], row: Mapping[str, str | int]) -> RowJson:
    given = {column: row[column] for column in columns if column in row}
    own = row.get("id")
    return {**blank_row(kind, name, own if _is_id(own) else None), **given}


def _is_id(text: object) -> TypeGuard[str]:
    """Whether a text may stand for a row: what a program got from here and sends back keeps its row."""
    return isinstance(text, str) and text.isascii() and text.isalnum() and 4 <= len(text) <= 12  # noqa: PLR2004 - as long as ids are


def digest_of(content: object) -> str:
    """Return SHA-256 over JSON in one spelling: sorted keys, no white space."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# Operations ------------------------------------------------------------------------------------------------


class Set(msgspec.Struct, frozen=True, tag="set", tag_field="op", forbid_unknown_fields=True):
    """Write a cell. ``was`` is what the person saw there: where another stands now, it is a conflict."""

    path: str
    was: str | int
    value: str | int


class Add(msgspec.Struct, frozen=True, tag="add", tag_field="op", forbid_unknown_fields=True):
    """Put a row behind another (after "" first, after an unknown one last). The client makes the id."""

    list: str
    after: str
    row: dict[str, str | int]


class Remove(msgspec.Struct, frozen=True, tag="remove", tag_field="op", forbid_unknown_fields=True):
    """Take a row away that reads as ``was``."""

    list: str
    id: str
    was: dict[str, str | int]


class Move(msgspec.Struct, frozen=True, tag="move", tag_field="op", forbid_unknown_fields=True):
    """Put a row behind another."""

    list: str
    id: str
    after: str


Operation = Set | Add | Remove | Move


class Conflict(msgspec.Struct, frozen=True):
    """An operation that was not carried out, as someone else had changed the same thing."""

    kind: Literal["changed", "row_changed", "row_gone"]
    path: str
    yours: str | int | None
    theirs: str | int | None
    operation: Operation


@dataclass(frozen=True, slots=True)
class Outcome:
    """A form after a batch: the operations that changed it, and the conflicts."""

    form: FormJson
    done: tuple[Operation, ...]
    conflicts: tuple[Conflict, ...]


class OperationInvalid(ValueError):
    """An operation names what the form does not have, or a value of the wrong kind."""


def apply_operations(form: FormJson, operations: tuple[Operation, ...]) -> Outcome:
    """Carry out operations in order on a copy.

    What already stands as asked is passed over, so that a batch may be sent twice.

    Raises:
        OperationInvalid: An operation does not fit the form; nothing was done.
    """
    changed: FormJson = json.loads(json.dumps(form))
    done: list[Operation] = []
    conflicts: list[Conflict] = []
    for operation in operations:
        found = _apply(changed, operation)
        if isinstance(found, Conflict):
            conflicts.append(found)
        elif found:
            done.append(operation)
    return Outcome(changed, tuple(done), tuple(conflicts))


def _kind(form: FormJson) -> str:
    return str(form["kind"])


def _rows(form: FormJson, name: str) -> list[RowJson]:
    if name not in lists_of(_kind(form)):
        raise OperationInvalid(f"没有名为 {name} 的列表。")
    return rows_of(form, name)


def _index(rows: list[RowJson], row_id: str) -> int | None:
    return next((i for i, row in enumerate(rows) if row["id"] == row_id), None)


def _checked(value: str | int, name: str) -> str | int:
    if name == "level":
        if not isinstance(value, int) or not 1 <= value <= 3:  # noqa: PLR2004 - levels of the base data's rows
            raise OperationInvalid("行的层级应为 1、2 或 3。")
        return value
    if not isinstance(value, str) or len(value) > LONGEST:
        raise OperationInvalid(f"{name} 应为不超过 {LONGEST} 字的文字。")
    if _CONTROL.search(value):
        raise OperationInvalid(f"{name} 含有看不见的控制字符，请删去后再填。")
    return value


def _holder(form: FormJson, path: str) -> tuple[dict[str, str] | RowJson | FormJson | None, str]:
    """Return what a path's last name is looked up in, and that name; None where the row is gone."""
    parts = path.split("/")
    kind = _kind(form)
    if len(parts) == 1 and parts[0] in fields_of(kind):
        return form, parts[0]
    if len(parts) == 2 and parts[1] in groups_of(kind).get(parts[0], ()):  # noqa: PLR2004 - group/name
        group = form[parts[0]]
        assert isinstance(group, dict)  # noqa: S101 - the shape of blank_form
        return group, parts[1]
    if len(parts) == 3 and parts[2] in lists_of(kind).get(parts[0], ()):  # noqa: PLR2004 - list/id/name
        rows = _rows(form, parts[0])
        index = _index(rows, parts[1])
        return (None if index is None else rows[index]), parts[2]
    raise OperationInvalid(f"没有名为 {path} 的单元格。")


def value_at(form: FormJson, path: str) -> str | int | None:
    """Return what stands at a path; None where its row is gone.

    Raises:
        OperationInvalid: The form has no such cell.
    """
    holder, name = _holder(form, path)
    value = None if holder is None else holder.get(name)
    return value if isinstance(value, str | int) else None


def _set(form: FormJson, operation: Set) -> Conflict | bool:
    holder, name = _holder(form, operation.path)
    value = _checked(operation.value, name)
    if holder is None:
        return Conflict("row_gone", operation.path, value, None, operation)
    now = holder.get(name, "")
    if now == value:
        return False
    if now != operation.was:
        assert isinstance(now, str | int)  # noqa: S101 - cells are texts and levels
        return Conflict("changed", operation.path, value, now, operation)
    holder[name] = value  # type: ignore[assignment] # a cell takes text, a level a number: checked above
    return True


def _add(form: FormJson, operation: Add) -> Conflict | bool:
    rows = _rows(form, operation.list)
    row_id = operation.row.get("id")
    if not _is_id(row_id):
        raise OperationInvalid("新的一行缺少标识。")
    if _index(rows, row_id) is not None:
        return False
    if len(rows) >= MOST_ROWS:
        raise OperationInvalid(f"一张表最多 {MOST_ROWS} 行。")
    blank = blank_row(_kind(form), operation.list, row_id)
    if unknown := sorted(operation.row.keys() - blank.keys()):
        raise OperationInvalid(f"行里没有 {'、'.join(unknown)}。")
    given = {name: _checked(value, name) for name, value in operation.row.items() if name != "id"}
    rows.insert(_place(rows, operation.after), {**blank, **given})
    return True


def _place(rows: list[RowJson], after: str) -> int:
    if not after:
        return 0
    index = _index(rows, after)
    return len(rows) if index is None else index + 1


def _remove(form: FormJson, operation: Remove) -> Conflict | bool:
    rows = _rows(form, operation.list)
    index = _index(rows, operation.id)
    if index is None:
        return False
    if rows[index] != {**operation.was, "id": operation.id}:
        return Conflict("row_changed", f"{operation.list}/{operation.id}", None, None, operation)
    del rows[index]
    return True


def _move(form: FormJson, operation: Move) -> Conflict | bool:
    rows = _rows(form, operation.list)
    index = _index(rows, operation.id)
    if index is None:
        return Conflict("row_gone", f"{operation.list}/{operation.id}", None, None, operation)
    row = rows.pop(index)
    target = _place(rows, operation.after)
    rows.insert(target, row)
    return target != index


def _apply(form: FormJson, operation: Operation) -> Conflict | bool:
    match operation:
        case Set():
            return _set(form, operation)
        case Add():
            return _add(form, operation)
        case Remove():
            return _remove(form, operation)
        case Move():
            return _move(form, operation)
