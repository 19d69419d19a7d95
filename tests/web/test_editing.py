"""The page of one filing, the editor's page, and what it asks between saves."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jiheng.values import read_target
from jiheng_web.accounts.models import Person, Role
from jiheng_web.filings.content import fields_of, groups_of, lists_of
from jiheng_web.filings.layouts import blank_cells, help_texts, layout_of
from jiheng_web.filings.models import Attachment, Filing, FilledForm, FormKind, Presence
from jiheng_web.filings.project_actions import add_project
from jiheng_web.filings.targets import target_words
from tests.web.conftest import City, actor, batch, form_of

SignIn = Callable[[str], Client]
KINDS = ["base_data", "department_self_evaluation", "project_self_evaluation"]
SETUP = re.compile(r'<script id="setup" type="application/json">(.*?)</script>', re.DOTALL)


def _address(form: FilledForm, what: str = "") -> str:
    return f"/filings/{form.filing_id}/forms/{form.key}/{what}"


def _set(path: str, value: str, was: str = "") -> dict[str, str]:
    return {"op": "set", "path": path, "was": was, "value": value}


def _save(client: Client, form: FilledForm, *operations: dict[str, str], **extra: object) -> tuple[int, Any]:
    body = {**json.loads(batch(*operations)), **extra}
    answer = client.post(_address(form, "save"), json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def _setup(client: Client, form: FilledForm) -> dict[str, Any]:
    found = SETUP.search(client.get(_address(form)).content.decode())
    assert found
    setup: dict[str, Any] = json.loads(found.group(1))
    return setup


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_of_a_form_is_laid_out(kind: str) -> None:
    shown: set[str] = set()
    for section in layout_of(kind, 2024):
        prefix = f"{section.list}/" if section.list else ""
        shown |= {f"{prefix}{column.name}" for column in section.columns}
    groups = {f"{group}/{name}" for group, names in groups_of(kind).items() for name in names}
    lists = {f"{name}/{column}" for name, columns in lists_of(kind).items() for column in columns}
    # Not in cells of their own: a row's place in the tree and its group; the report has its own page.
    elsewhere = {"expenditure/level", "funds/source", "narrative/heading", "narrative/text"}
    elsewhere |= {f"indicators/{name}" for name in ("category", "category_max_score", "subcategory")}
    if kind == "project_self_evaluation":
        elsewhere.add("funds/amount")
    if kind == "department_self_evaluation":
        elsewhere |= {"supervising_department", "implementing_unit"}
    assert shown == (set(fields_of(kind)) | groups | lists) - elsewhere


def test_every_cell_that_is_written_has_its_help() -> None:
    cells = {
        f"{section.list}/{column.name}" if section.list else column.name
        for kind in KINDS
        for section in layout_of(kind, 2024)
        for column in section.columns
        if not column.is_fixed
    }
    assert cells - {"expenditure/label"} == help_texts().keys() - {"expenditure/label"}
    assert all(words and basis for words, basis in help_texts().values())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("≥40家", "不少于 40 家"),
        (">40家", "多于 40 家"),
        ("不超过50万元", "不超过 50 万元"),
        ("<3天", "少于 3 天"),
        ("=100%", "等于 100%"),
        ("40家", "40 家，没有写方向"),
        ("2024年5月30日前", "2024年5月30日前完成"),
        ("较去年下降", "要求下降，没有写幅度"),
        ("成效明显", "文字目标，按完成程度分档"),
        ("/", "不适用"),
        ("", ""),
    ],
)
def test_a_target_in_words(typed: str, words: str) -> None:
    assert target_words(read_target(typed)) == words


def test_a_save_says_how_targets_were_understood(city: City, sign_in: SignIn) -> None:
    form = form_of(city.started())
    row = form.content["indicators"][0]["id"]
    _, answer = _save(sign_in("clerk"), form, _set(f"indicators/{row}/target", "≥40家"))
    assert answer["understood"] == {f"indicators/{row}/target": "不少于 40 家"}


def test_changes_of_another_person_are_not_taken_in_ones_name(city: City, sign_in: SignIn) -> None:
    form = form_of(city.started())
    row = form.content["indicators"][0]["id"]
    change = _set(f"indicators/{row}/name", "培训企业")
    status, answer = _save(sign_in("second_clerk"), form, change, person=city.people["clerk"].pk)
    assert status == 409
    assert "另一个人" in answer["error"]
    assert form_of(city.filing()).version == 0
    assert _save(sign_in("second_clerk"), form, change, person=city.people["second_clerk"].pk)[0] == 200


def test_the_editor_starts_from_all_it_needs(city: City, sign_in: SignIn) -> None:
    form = form_of(city.started())
    setup = _setup(sign_in("clerk"), form)
    assert setup["content"] == form.content
    assert (setup["version"], setup["may_edit"], setup["form"]) == (0, True, form.key)
    assert setup["person"] == city.people["clerk"].pk
    assert set(setup["blanks"]["indicators"]) == set(form.content["indicators"][0])
    assert [section["list"] for section in setup["layout"]] == ["", "funds", "objectives", "indicators", ""]
    # Nothing is filled in: the ten marks of the budget's execution may be had whole, or not at all.
    assert (setup["said"]["sheet"]["low"], setup["said"]["sheet"]["high"]) == ("0", "10")


def test_who_may_open_the_editor(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    seen = {name: sign_in(name).get(_address(form)).status_code for name in city.people}
    assert {name for name, status in seen.items() if status == 200} == {"clerk", "second_clerk", "head"}
    assert {name for name, status in seen.items() if status == 403} == {
        "department_reviewer",
        "finance_reviewer",
        "auditor",
    }
    assert set(seen.values()) == {200, 403, 404}
    assert _setup(sign_in("head"), form)["may_edit"] is False
    city.moved(filing, "submit")
    assert _setup(sign_in("clerk"), form)["may_edit"] is False
    assert sign_in("department_reviewer").get(_address(form)).status_code == 200


@pytest.mark.parametrize("what", ["since?seen=0", ""])
def test_what_is_not_there_and_what_only_asks(city: City, sign_in: SignIn, what: str) -> None:
    form = form_of(city.started())
    clerk = sign_in("clerk")
    assert clerk.get(f"/filings/{form.filing_id}/forms/nothing/{what}").status_code == 404
    assert clerk.post(_address(form, what)).status_code == 405
    assert sign_in("outsider").get(_address(form, what)).status_code == 404


def test_a_text_cannot_end_the_script_it_is_sent_in(city: City, sign_in: SignIn) -> None:
    form = form_of(city.started())
    row = form.content["indicators"][0]["id"]
    hostile = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'
    _save(sign_in("clerk"), form, _set(f"indicators/{row}/name", hostile))
    page = sign_in("clerk").get(_address(form)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert _setup(sign_in("clerk"), form)["content"]["indicators"][0]["name"] == hostile


def test_what_others_changed_since(city: City, sign_in: SignIn) -> None:
    form = form_of(city.started())
    row = form.content["indicators"][0]["id"]
    second = sign_in("second_clerk")
    assert second.get(_address(form, "since?seen=0")).json()["others"] == []
    _save(sign_in("clerk"), form, _set(f"indicators/{row}/name", "培训企业"))

    answer = second.get(_address(form, "since?seen=0")).json()

    assert (answer["version"], answer["may_edit"]) == (1, True)
    assert [one["value"] for one in answer["others"]] == ["培训企业"]
    assert answer["said"]["findings"]
    assert second.get(_address(form, "since?seen=1")).json()["said"] is None
    assert second.get(_address(form, "since")).status_code == 400


def test_who_else_is_here(city: City, sign_in: SignIn) -> None:
    form = form_of(city.started())
    clerk, second = sign_in("clerk"), sign_in("second_clerk")
    assert clerk.get(_address(form, "since?seen=0")).json()["people"] == []
    assert second.get(_address(form, "since?seen=0")).json()["people"] == ["clerk"]
    # Whoever only reads is not said to be writing.
    sign_in("head").get(_address(form, "since?seen=0"))
    assert clerk.get(_address(form, "since?seen=0")).json()["people"] == ["second_clerk"]
    assert Presence.objects.count() == 2
    Presence.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=1))
    assert clerk.get(_address(form, "since?seen=0")).json()["people"] == []


def test_presence_is_written_seldom(
    city: City, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    form = form_of(city.started())
    clerk = sign_in("clerk")
    clerk.get(_address(form, "since?seen=0"))
    with django_assert_max_num_queries(8) as asked:
        clerk.get(_address(form, "since?seen=0"))
    assert not [one for one in asked.captured_queries if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_the_whole_check_brings_the_columns_along(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    funds = f"funds/{form.content['funds'][0]['id']}"
    clerk = sign_in("clerk")
    _save(clerk, form, _set(f"{funds}/final_budget", "200"), _set(f"{funds}/actual_expenditure", "150"))
    assert city.filing().checked_hash != city.filing().content_hash

    answer = clerk.get(f"/filings/{filing.pk}/check")

    filing = city.filing()
    assert filing.checked_hash == filing.content_hash
    assert (filing.budget, filing.spent) == (Decimal(200), Decimal(150))
    assert (filing.score, filing.score_low) == (None, Decimal("7.5"))
    rules = {one["rule"] for one in answer.json()["findings"]}
    assert "SCO-013" in rules
    assert filing.errors == sum(one["severity"] == "error" for one in answer.json()["findings"])
    assert sign_in("outsider").get(f"/filings/{filing.pk}/check").status_code == 404
    assert sign_in("department_reviewer").get(f"/filings/{filing.pk}/check").status_code == 403
    assert clerk.post(f"/filings/{filing.pk}/check").status_code == 405


def test_a_first_package_is_guided(city: City, sign_in: SignIn) -> None:
    page = sign_in("clerk").get(f"/filings/{city.filing().pk}/").content.decode()
    assert "从这里开始" in page
    assert "还没有项目表" in page
    assert "还空着：编制数（人）、2024年实际在职人数（人）、控制率、厉行节约保障措施" in page.replace(
        "本年", "2024年"
    )
    form = form_of(city.filing(), FormKind.BASE_DATA)
    _save(sign_in("clerk"), form, _set("staff/authorized_headcount", "48"))
    assert "从这里开始" not in sign_in("clerk").get(f"/filings/{city.filing().pk}/").content.decode()


def test_blank_cells_are_those_the_form_asks_of_everyone(city: City) -> None:
    filing = city.started()
    base = form_of(filing, FormKind.BASE_DATA).content
    assert [path for path, _ in blank_cells("base_data", base)] == [
        "staff/authorized_headcount",
        "staff/serving_staff",
        "staff/control_rate",
        "austerity_measures",
    ]
    assert blank_cells("department_self_evaluation", form_of(filing).content) == ()


def test_evidence_is_asked_for_where_the_task_says_so(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    form = form_of(filing)
    rows = [row["id"] for row in form.content["indicators"][:2]]
    names = [_set(f"indicators/{row}/name", f"指标{row}") for row in rows]
    _save(sign_in("clerk"), form, *names)
    page = f"/filings/{filing.pk}/"
    assert "没有佐证材料" not in sign_in("clerk").get(page).content.decode()
    city.task.evidence_required = True
    city.task.save()
    assert "2 项指标没有佐证材料" in sign_in("clerk").get(page).content.decode()
    _attach(filing, form, rows[0], city.people["clerk"])
    assert "1 项指标没有佐证材料" in sign_in("clerk").get(page).content.decode()


def _attach(filing: Filing, form: FilledForm, row: str, person: Person) -> None:
    Attachment.objects.create(
        filing=filing,
        form_key=form.key,
        row=row,
        name="名单.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        added_by=person,
        added_at=timezone.now(),
    )


def test_the_page_of_a_filing_asks_little(
    city: City, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    filing = city.started()
    clerk = sign_in("clerk")
    for count in range(6):
        person = city.people["clerk"]
        add_project(filing, f"项目{count}", rows=(), actor=actor(person, Role.CLERK), person=person)
    clerk.get(f"/filings/{filing.pk}/")
    with django_assert_max_num_queries(24):
        page = clerk.get(f"/filings/{filing.pk}/")
    assert page.content.decode().count("项目支出绩效自评表</span>") == 6


def test_before_submitting_reviewers_see_no_contents(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    page = sign_in("department_reviewer").get(f"/filings/{filing.pk}/").content.decode()
    assert "单位还在填报" in page
    assert form_of(filing).key not in page
