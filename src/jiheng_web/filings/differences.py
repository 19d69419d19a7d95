"""The operations that turn one state of a form into another: for imports, restored revisions and the API.

Everything that changes a form goes through operations, so that history, conflicts and undo are the same for a
clerk's typing, an uploaded file and another program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiheng_web.filings.content import (
    Add,
    FormJson,
    Move,
    Operation,
    Remove,
    RowJson,
    Set,
    fields_of,
    groups_of,
    lists_of,
    rows_of,
)
from jiheng_web.filings.matching import counterparts


def with_known_ids(wanted: FormJson, now: FormJson) -> FormJson:
    """Return a form from elsewhere whose rows carry the ids of the rows here that they are about."""
    result: FormJson = dict(wanted)
    for name in lists_of(str(now["kind"])):
        rows = rows_of(wanted, name)
        known = counterparts(name, rows_of(now, name), rows)
        result[name] = [{**row, "id": known.get(str(row["id"]), row["id"])} for row in rows]
    return result


def operations_between(now: FormJson, wanted: FormJson) -> tuple[Operation, ...]:
    """Return what makes a form read as wanted. Rows are the same where their ids are."""
    kind = str(now["kind"])
    done: list[Operation] = [
        Set(name, _text(now.get(name)), _text(wanted.get(name)))
        for name in fields_of(kind)
        if _text(now.get(name)) != _text(wanted.get(name))
    ]
    for group, names in groups_of(kind).items():
        before, after = _group(now, group), _group(wanted, group)
        done += [
            Set(f"{group}/{name}", before.get(name, ""), after.get(name, ""))
            for name in names
            if before.get(name, "") != after.get(name, "")
        ]
    for name, columns in lists_of(kind).items():
        done += _list_operations(name, columns, rows_of(now, name), rows_of(wanted, name))
    return tuple(done)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _group(form: FormJson, name: str) -> Mapping[str, str]:
    group = form.get(name)
    return group if isinstance(group, dict) else {}


def _list_operations(
    name: str, columns: Sequence[str], now: Sequence[RowJson], wanted: Sequence[RowJson]
) -> list[Operation]:
    before = {str(row["id"]): row for row in now}
    kept = {str(row["id"]) for row in wanted}
    done: list[Operation] = [
        Remove(name, row_id, {key: value for key, value in row.items() if key != "id"})
        for row_id, row in before.items()
        if row_id not in kept
    ]
    order = [str(row["id"]) for row in now if str(row["id"]) in kept]
    after = ""
    for place, row in enumerate(wanted):
        row_id = str(row["id"])
        if row_id not in before:
            done.append(Add(name, after, row))
            order.insert(place, row_id)
        else:
            if order[place] != row_id:
                done.append(Move(name, row_id, after))
                order.remove(row_id)
                order.insert(place, row_id)
            done += [
                Set(f"{name}/{row_id}/{column}", before[row_id][column], row[column])
                for column in columns
                if before[row_id][column] != row[column]
            ]
        after = row_id
    return done
