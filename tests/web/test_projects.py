"""The list of projects: made from the base data's rows, merged, split, tied, ordered; amounts compared."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from jiheng_web.accounts.models import Role
from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Add, Operation, Set
from jiheng_web.filings.models import Filing, FilledForm, FormKind, Revision
from jiheng_web.filings.project_list import project_list
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]
_ROWS = (("row1", "培训专项", "20", "18.5"), ("row2", "展会专项", "30", "30"), ("row3", "监测平台", "5", "5"))


def _save(city: City, form: FilledForm, *operations: Operation) -> None:
    clerk = city.people["clerk"]
    by = actor(clerk, Role.CLERK)
    saved = save_changes(form, operations, batch=uuid.uuid4(), seen=form.version, actor=by, person=clerk)
    assert saved.conflicts == ()


@pytest.fixture
def filing(city: City) -> Filing:
    """A filing whose base data name three projects."""
    started = city.started()
    form = form_of(started, FormKind.BASE_DATA)
    rows: Any = form.content["expenditure"]
    after = next(row["id"] for row in rows if "市级专项" in row["label"])
    for row_id, label, budget, actual in reversed(_ROWS):
        row: dict[str, str | int] = {
            "id": row_id,
            "label": label,
            "level": 3,
            "budget": budget,
            "actual": actual,
        }
        _save(city, form_of(started, FormKind.BASE_DATA), Add("expenditure", after, row))
    return city.filing()


def _projects(filing: Filing) -> list[tuple[str, list[str]]]:
    return [(form.title, form.rows) for form in filing.forms.filter(kind=FormKind.PROJECT)]


def _make(client: Client, filing: Filing, *rows: str, how: str = "each", name: str = "") -> int:
    posted = {"row": list(rows), "how": how, "name": name}
    return client.post(f"/filings/{filing.pk}/projects/make", posted).status_code


def test_rows_become_tables(filing: Filing, sign_in: SignIn) -> None:
    found = project_list(filing)
    assert [(row.label, row.actual) for row in found.rows] == [
        ("培训专项", Decimal("18.5")), ("展会专项", Decimal(30)), ("监测平台", Decimal(5))
    ]  # fmt: skip

    assert _make(sign_in("clerk"), filing, "row1", "row2") == 302

    assert _projects(filing) == [("培训专项", ["row1"]), ("展会专项", ["row2"])]
    assert [row.label for row in project_list(filing).open_rows] == ["监测平台"]
    assert Entry.objects.filter(act="add_project").count() == 1


def test_making_again_makes_nothing(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, "row1")

    assert _make(client, filing, "row1") == 400
    assert len(_projects(filing)) == 1


def test_rows_are_merged_and_split(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, "row1")

    merged = _make(client, filing, "row1", "row2", "row3", how="merge")

    assert merged == 302
    assert _projects(filing) == [("培训专项", ["row1", "row2", "row3"])]
    key = filing.forms.get(kind=FormKind.PROJECT).key
    client.post(f"/filings/{filing.pk}/projects/{key}/split")
    assert _projects(filing) == [("培训专项", ["row1"]), ("展会专项", ["row2"]), ("监测平台", ["row3"])]
    assert client.post(f"/filings/{filing.pk}/projects/{key}/split").status_code == 400


def test_a_merged_table_takes_rows_from_others(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, "row1", "row2")

    assert _make(client, filing, "row2", "row3", how="merge", name="") == 302

    assert _projects(filing) == [("培训专项", ["row1"]), ("展会专项", ["row2", "row3"])]


def test_one_row_is_no_merging(filing: Filing, sign_in: SignIn) -> None:
    assert _make(sign_in("clerk"), filing, "row1", how="merge") == 400


def test_amounts_are_held_together(filing: Filing, city: City, sign_in: SignIn) -> None:
    _make(sign_in("clerk"), filing, "row1", "row2", how="merge", name="合并专项")
    form = filing.forms.get(kind=FormKind.PROJECT)
    funds: Any = form.content["funds"]
    total = funds[0]["id"]
    assert project_list(filing).tables[0].agrees is None

    _save(city, form, Set(f"funds/{total}/actual_expenditure", "", "48.5"))
    (table,) = project_list(filing).tables
    assert (table.rows_actual, table.actual, table.agrees) == (Decimal("48.5"), Decimal("48.5"), True)

    form.refresh_from_db()
    _save(city, form, Set(f"funds/{total}/actual_expenditure", "48.5", "48.6"))
    assert project_list(filing).tables[0].agrees is False
    assert "金额不一致" in sign_in("clerk").get(f"/filings/{filing.pk}/projects/").content.decode()


def test_renaming_is_a_change_and_removing_keeps_a_version(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, "row1")
    form = filing.forms.get(kind=FormKind.PROJECT)
    url = f"/filings/{filing.pk}/projects/{form.key}"

    client.post(f"{url}/rename", {"name": " 培训与人才专项 "})
    form.refresh_from_db()
    assert (form.title, form.changes.get().why) == ("培训与人才专项", "改名")
    assert client.post(f"{url}/rename", {"name": " "}).status_code == 400

    client.post(f"{url}/remove")
    assert _projects(filing) == []
    assert [one["kind"] for one in Revision.objects.get().content][-1] == "project_self_evaluation"


def test_order(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, "row1", "row2", "row3")
    last = filing.forms.filter(kind=FormKind.PROJECT)[2]

    client.post(f"/filings/{filing.pk}/projects/{last.key}/move", {"to": "up"})
    assert [title for title, _ in _projects(filing)] == ["培训专项", "监测平台", "展会专项"]
    client.post(f"/filings/{filing.pk}/projects/{last.key}/move", {"to": "up"})
    client.post(f"/filings/{filing.pk}/projects/{last.key}/move", {"to": "up"})
    assert [title for title, _ in _projects(filing)] == ["监测平台", "培训专项", "展会专项"]
    assert [form.kind for form in filing.forms.all()][:2] == [FormKind.BASE_DATA, FormKind.DEPARTMENT]


def test_links_by_hand_and_by_the_engine(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, how="new", name="2024年监测平台")
    _make(client, filing, how="new", name="其他")
    named, other = filing.forms.filter(kind=FormKind.PROJECT)

    client.post(f"/filings/{filing.pk}/projects/suggested")
    client.post(f"/filings/{filing.pk}/projects/{other.key}/link", {"row": ["row1", "row2"]})
    assert _projects(filing) == [("2024年监测平台", ["row3"]), ("其他", ["row1", "row2"])]

    client.post(f"/filings/{filing.pk}/projects/{other.key}/link", {"row": ["row3"]})
    assert _projects(filing) == [("2024年监测平台", []), ("其他", ["row3"])]
    gone = client.post(f"/filings/{filing.pk}/projects/{named.key}/link", {"row": ["nothere"]})
    assert gone.status_code == 400


def test_links_and_order_are_part_of_what_is_approved(filing: Filing, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    _make(client, filing, "row1", "row2")
    seen = {Filing.objects.get(pk=filing.pk).content_hash}
    first, second = filing.forms.filter(kind=FormKind.PROJECT)

    client.post(f"/filings/{filing.pk}/projects/{second.key}/move", {"to": "up"})
    seen.add(Filing.objects.get(pk=filing.pk).content_hash)
    client.post(f"/filings/{filing.pk}/projects/{first.key}/link", {"row": ["row3"]})
    seen.add(Filing.objects.get(pk=filing.pk).content_hash)

    assert len(seen) == 3


@pytest.mark.parametrize(
    ("name", "status"), [("outsider", 404), ("sibling_clerk", 404), ("head", 403), ("finance_reviewer", 403)]
)
def test_only_the_units_clerk(filing: Filing, sign_in: SignIn, name: str, status: int) -> None:
    _make(sign_in("clerk"), filing, "row1")
    key = filing.forms.get(kind=FormKind.PROJECT).key
    client = sign_in(name)

    assert _make(client, filing, "row2") == status
    for act in ("rename", "remove", "split", "link", "move"):
        assert client.post(f"/filings/{filing.pk}/projects/{key}/{act}", {"name": "x"}).status_code == status
        assert client.get(f"/filings/{filing.pk}/projects/{key}/{act}").status_code == 405


def test_base_data_are_no_project(filing: Filing, sign_in: SignIn) -> None:
    key = form_of(filing, FormKind.BASE_DATA).key

    assert sign_in("clerk").post(f"/filings/{filing.pk}/projects/{key}/remove").status_code == 400


def test_nothing_changes_after_submitting(filing: Filing, city: City, sign_in: SignIn) -> None:
    city.moved(filing, "submit")

    assert _make(sign_in("clerk"), filing, "row1") == 403
    assert sign_in("head").get(f"/filings/{filing.pk}/projects/").status_code == 200
