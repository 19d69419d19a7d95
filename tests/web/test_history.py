"""History: who changed what and when, versions held against each other, everything can be taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jiheng_web.accounts.models import Role
from jiheng_web.filings.actions import save_changes, take_revision
from jiheng_web.filings.content import Add, Move, Operation, Remove, Set
from jiheng_web.filings.models import Change, Filing, FilledForm, FormKind
from jiheng_web.filings.project_actions import add_project, remove_project
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]


def _save(city: City, form: FilledForm, *operations: Operation, by: str = "clerk") -> Change:
    person = city.people[by]
    who = actor(person, Role.CLERK)
    form.refresh_from_db()
    save_changes(form, operations, batch=uuid.uuid4(), seen=form.version, actor=who, person=person)
    latest = form.changes.first()
    assert latest is not None
    return latest


def _rows(form: FilledForm, name: str = "indicators") -> list[dict[str, Any]]:
    form.refresh_from_db()
    rows: Any = form.content[name]
    return rows  # type: ignore[no-any-return]


def _freeze(city: City, filing: Filing) -> int:
    filing = city.filing()
    return take_revision(filing, person=city.people["clerk"], why="提交").number


def test_history_says_who_what_and_when(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    row = _rows(form)[0]["id"]
    _save(city, form, Set(f"indicators/{row}/name", "", "培训企业"))
    _save(city, form, Set(f"indicators/{row}/achieved", "", "40家"), by="second_clerk")

    page = sign_in("head").get(f"/filings/{filing.pk}/history/").content.decode()

    assert "指标“培训企业”的名称" in page
    assert "40家" in page
    assert page.index("second_clerk") < page.index("指标“培训企业”的名称")
    assert "撤销这次修改" not in page


def test_history_is_narrowed_by_form_and_person(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    department, base = form_of(filing), form_of(filing, FormKind.BASE_DATA)
    _save(city, department, Set("implementing_unit", "", "甲单位"))
    _save(city, base, Set("staff/serving_staff", "", "90"), by="second_clerk")
    client, url = sign_in("clerk"), f"/filings/{filing.pk}/history/"

    by_form = client.get(url, {"form": base.key}).content.decode()
    by_person = client.get(url, {"person": city.people["clerk"].pk}).content.decode()

    assert ("甲单位" in by_form, "<ins>90</ins>" in by_form) == (False, True)
    assert ("甲单位" in by_person, "<ins>90</ins>" in by_person) == (True, False)


def test_a_change_is_taken_back_and_that_too(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    row, other = _rows(form)[0]["id"], _rows(form)[1]
    was = {key: value for key, value in other.items() if key != "id"}
    before = _rows(form)
    change = _save(
        city,
        form,
        Set(f"indicators/{row}/name", "", "培训企业"),
        Add("indicators", row, {"id": "newrow", "name": "新的一行"}),
        Remove("indicators", other["id"], was),
    )
    client = sign_in("clerk")

    client.post(f"/filings/{filing.pk}/history/undo/{change.pk}")

    undone = _rows(form)
    assert sorted(undone, key=lambda one: one["id"]) == sorted(before, key=lambda one: one["id"])
    again = form.changes.first()
    assert again is not None
    assert again.why == f"撤销第 {change.version} 次修改"
    client.post(f"/filings/{filing.pk}/history/undo/{again.pk}")
    names = [one["name"] for one in _rows(form)]
    assert "培训企业" in names
    assert "新的一行" in names


def test_taking_back_leaves_what_was_changed_since(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    row = _rows(form)[0]["id"]
    change = _save(
        city,
        form,
        Set(f"indicators/{row}/name", "", "培训企业"),
        Set(f"indicators/{row}/achieved", "", "40家"),
    )
    _save(city, form, Set(f"indicators/{row}/achieved", "40家", "41家"), by="second_clerk")

    answer = sign_in("clerk").post(f"/filings/{filing.pk}/history/undo/{change.pk}", follow=True)

    assert (_rows(form)[0]["name"], _rows(form)[0]["achieved"]) == ("", "41家")
    assert "1 处后来又有人改过" in answer.content.decode()


def test_a_move_alone_is_not_taken_back(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    first, second = (row["id"] for row in _rows(form)[:2])
    change = _save(city, form, Move("indicators", first, second))

    assert sign_in("clerk").post(f"/filings/{filing.pk}/history/undo/{change.pk}").status_code == 409


def test_versions_are_compared_cell_by_cell(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    row = _rows(form)[0]["id"]
    _save(
        city,
        form,
        Set(f"indicators/{row}/name", "", "培训企业"),
        Set(f"indicators/{row}/achieved", "", "40家"),
    )
    first = _freeze(city, filing)
    _save(city, form, Set(f"indicators/{row}/achieved", "40家", "<b>41家"))
    client, url = sign_in("head"), f"/filings/{filing.pk}/history/compare"

    page = client.get(url, {"from": str(first), "to": "now"}).content.decode()
    marked = client.get(f"{url}/page", {"from": str(first), "to": "now"})
    same = client.get(url, {"from": str(first), "to": str(first)}).content.decode()

    assert "<del>40家</del>" in page
    assert "<ins>&lt;b&gt;41家</ins>" in page
    assert "sandbox" in marked["Content-Security-Policy"]
    assert "两版内容相同" in same
    assert client.get(url, {"from": 9}).status_code == 404
    assert client.get(url, {"from": "x"}).status_code == 404


def test_a_version_is_restored_whole(city: City, sign_in: SignIn) -> None:
    filing, clerk = city.started(), city.people["clerk"]
    by = actor(clerk, Role.CLERK)
    form = form_of(filing)
    row = _rows(form)[0]["id"]
    project = add_project(filing, "培训专项", rows=["somerow"], actor=by, person=clerk)
    _save(city, form, Set(f"indicators/{row}/name", "", "培训企业"))
    number = _freeze(city, filing)
    frozen = city.filing().content_hash
    _save(city, form, Set(f"indicators/{row}/name", "培训企业", "改了"))
    remove_project(project, actor=by, person=clerk)
    add_project(city.filing(), "后来的项目", rows=(), actor=by, person=clerk)

    sign_in("clerk").post(f"/filings/{filing.pk}/history/restore/{number}")

    restored = city.filing()
    assert restored.content_hash == frozen
    assert [one.title for one in restored.forms.filter(kind=FormKind.PROJECT)] == ["培训专项"]
    assert restored.forms.get(key=project.key).rows == ["somerow"]
    assert Entry.objects.filter(act="restore").count() == 1
    assert "恢复到第 1 版之前" in {one.why for one in restored.revisions.all()}


def test_restoring_can_be_taken_back(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    number = _freeze(city, filing)
    _save(city, form, Set("implementing_unit", "", "甲单位"))
    before = city.filing().content_hash
    client = sign_in("clerk")

    client.post(f"/filings/{filing.pk}/history/restore/{number}")
    kept = city.filing().revisions.first()
    assert kept is not None
    client.post(f"/filings/{filing.pk}/history/restore/{kept.number}")

    assert city.filing().content_hash == before


@pytest.mark.parametrize(
    ("name", "status"), [("outsider", 404), ("sibling_clerk", 404), ("head", 403), ("auditor", 403)]
)
def test_only_the_units_clerk_takes_back(city: City, sign_in: SignIn, name: str, status: int) -> None:
    filing = city.started()
    change = _save(city, form_of(filing), Set("implementing_unit", "", "甲单位"))
    number = _freeze(city, filing)
    client = sign_in(name)

    assert client.post(f"/filings/{filing.pk}/history/undo/{change.pk}").status_code == status
    assert client.post(f"/filings/{filing.pk}/history/restore/{number}").status_code == status
    assert client.get(f"/filings/{filing.pk}/history/restore/{number}").status_code == 405


def test_another_filings_change_is_not_found(city: City, sign_in: SignIn) -> None:
    filing, other = city.started(), city.started(city.sibling)
    change = _save(city, form_of(filing), Set("implementing_unit", "", "甲单位"))

    assert sign_in("sibling_clerk").post(f"/filings/{other.pk}/history/undo/{change.pk}").status_code == 404


def test_nothing_is_taken_back_after_submitting(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    change = _save(city, form_of(filing), Set("implementing_unit", "", "甲单位"))
    city.moved(filing, "submit")

    assert sign_in("clerk").post(f"/filings/{filing.pk}/history/undo/{change.pk}").status_code == 403


def test_the_page_is_constant_in_queries(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    filing = city.started()
    form = form_of(filing)
    for number in range(30):
        _save(city, form, Set("implementing_unit", str(number - 1) if number else "", str(number)))
    client = sign_in("clerk")

    with django_assert_max_num_queries(20):
        first = client.get(f"/filings/{filing.pk}/history/").content.decode()
    second = client.get(f"/filings/{filing.pk}/history/?page=2").content.decode()

    assert first.count("撤销这次修改") == 20
    assert second.count("撤销这次修改") == 10
