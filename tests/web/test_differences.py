"""Whatever state a form is in, the operations found lead to the state wanted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiheng_web.filings.content import (
    FormJson,
    apply_operations,
    blank_form,
    blank_row,
    fields_of,
    groups_of,
    lists_of,
)
from jiheng_web.filings.differences import operations_between, with_known_ids

_TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=6)
_IDS = st.lists(st.sampled_from([f"row{n}" for n in range(6)]), unique=True, max_size=6)


@st.composite
def _forms(draw: st.DrawFn, kind: str) -> FormJson:
    form = blank_form(kind, 2024)
    form.update({name: draw(_TEXT) for name in fields_of(kind)})
    for group, names in groups_of(kind).items():
        form[group] = {name: draw(_TEXT) for name in names}
    for name, columns in lists_of(kind).items():
        form[name] = [
            {**blank_row(kind, name, row_id), **{c: draw(_TEXT) for c in columns if c != "level"}}
            for row_id in draw(_IDS)
        ]
    return form


@given(_forms("project_self_evaluation"), _forms("project_self_evaluation"))
def test_operations_lead_from_one_project_to_another(now: FormJson, wanted: FormJson) -> None:
    outcome = apply_operations(now, operations_between(now, wanted))

    assert outcome.conflicts == ()
    assert outcome.form == wanted


@given(_forms("base_data"), _forms("base_data"))
def test_operations_lead_from_one_base_data_to_another(now: FormJson, wanted: FormJson) -> None:
    outcome = apply_operations(now, operations_between(now, wanted))

    assert outcome.conflicts == ()
    assert outcome.form == wanted


@given(_forms("project_self_evaluation"))
def test_the_same_form_needs_nothing(form: FormJson) -> None:
    assert operations_between(form, form) == ()


def test_rows_of_one_name_are_the_same_row() -> None:
    now, other = blank_form("project_self_evaluation", 2024), blank_form("project_self_evaluation", 2024)
    here = blank_row("project_self_evaluation", "indicators", "here") | {
        "subcategory": "数量指标",
        "name": "培训企业",
    }
    there = here | {"id": "there", "achieved": "40家"}
    now["indicators"], other["indicators"] = [here], [there]

    (operation,) = operations_between(now, with_known_ids(other, now))

    assert operation.path == "indicators/here/achieved"  # type: ignore[union-attr]
