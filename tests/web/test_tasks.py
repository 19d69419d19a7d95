"""The year's task: opened, changed, extended, reminded of, closed; and its board."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from jiheng_web.accounts.actions import add_body
from jiheng_web.accounts.models import Body, BodyKind
from jiheng_web.filings.models import Filing, Notice, State, Task
from jiheng_web.journal.actions import SYSTEM
from jiheng_web.journal.models import Entry
from tests.web.conftest import City

SignIn = Callable[[str], Client]
OTHERS = ("clerk", "head", "department_reviewer", "auditor")


def _terms(city: City, **changes: object) -> dict[str, object]:
    terms: dict[str, object] = {
        "title": "2025年度绩效自评",
        "fiscal_year": "2025",
        "opens_on": "2026-04-01",
        "deadline": "2026-05-15",
        "standard": "cn/hunan",
        "layout": "national",
        "notice": "请如实填报。",
        "evidence_required": "on",
        "bodies": [city.unit.pk, city.department.pk],
    }
    return {**terms, **changes}


def test_a_task_is_opened_for_the_bodies_chosen(city: City, sign_in: SignIn) -> None:
    answer = sign_in("finance_reviewer").post("/tasks/new", _terms(city))

    task = Task.objects.get(fiscal_year=2025)
    assert answer.headers["Location"] == f"/tasks/{task.pk}/"
    assert (task.standard, task.layout, task.evidence_required) == ("cn/hunan", "national", True)
    assert {one.body_id for one in task.filings.all()} == {city.unit.pk, city.department.pk}
    entry = Entry.objects.get(act="open_task", subject_id=str(task.pk))
    assert entry.role == "finance_reviewer"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"deadline": "2026-03-01"}, "截止日期早于开始日期"),
        ({"bodies": []}, "请至少选择一个填报单位"),
        ({"standard": "cn/nowhere"}, "cn/nowhere"),
        ({"title": ""}, "这个字段是必填项"),
    ],
)
def test_terms_that_make_no_sense_are_shown_at_their_field(
    city: City, sign_in: SignIn, changes: dict[str, object], words: str
) -> None:
    answer = sign_in("finance_reviewer").post("/tasks/new", _terms(city, **changes))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Task.objects.filter(fiscal_year=2025).exists()


def test_bodies_of_another_bureau_cannot_be_slipped_in(city: City, sign_in: SignIn) -> None:
    elsewhere = add_body("邻市", BodyKind.CITY, parent=None, actor=SYSTEM)
    theirs = add_body("邻市教育局", BodyKind.DEPARTMENT, parent=elsewhere, actor=SYSTEM)

    sign_in("finance_reviewer").post("/tasks/new", _terms(city, bodies=[theirs.pk, city.unit.pk]))

    assert not Filing.objects.filter(body=theirs).exists()


@pytest.mark.parametrize("name", OTHERS)
def test_only_the_finance_bureau_runs_tasks(city: City, sign_in: SignIn, name: str) -> None:
    client, number = sign_in(name), city.task.pk

    assert client.get("/tasks/new").status_code == 403
    for act in ("edit", "extend", "remind", "close", "reopen"):
        answer = client.post(f"/tasks/{number}/{act}", {"until": "2030-01-01"})
        assert answer.status_code == 403, act
    city.task.refresh_from_db()
    assert (city.task.deadline, city.task.closed_at) == (dt.date(2025, 5, 16), None)


def test_acts_refuse_get_and_unknown_tasks(city: City, sign_in: SignIn) -> None:
    client = sign_in("finance_reviewer")

    for act in ("extend", "remind", "close", "reopen", "bulk"):
        assert client.get(f"/tasks/{city.task.pk}/{act}").status_code == 405
        assert client.post(f"/tasks/{city.task.pk + 99}/{act}").status_code == 404
    assert sign_in("system_administrator").get(f"/tasks/{city.task.pk}/").status_code in {302, 404}


def test_a_task_is_changed_and_bodies_that_began_stay(city: City, sign_in: SignIn) -> None:
    city.started()
    client, url = sign_in("finance_reviewer"), f"/tasks/{city.task.pk}/edit"
    chosen = [city.sibling.pk, city.other_unit.pk]

    refused = client.post(url, _terms(city, bodies=chosen))
    taken = client.post(url, _terms(city, bodies=[*chosen, city.unit.pk], title="改过的名称"))

    assert "已经开始填报，不能移出" in refused.content.decode()
    assert taken.status_code == 302
    city.task.refresh_from_db()
    assert city.task.title == "改过的名称"
    kept = set(city.task.filings.values_list("body", flat=True))
    assert kept == {city.sibling.pk, city.other_unit.pk, city.unit.pk}


def test_one_filing_and_all_are_extended(city: City, sign_in: SignIn) -> None:
    client, url = sign_in("finance_reviewer"), f"/tasks/{city.task.pk}/extend"
    filing = city.filing()

    client.post(url, {"until": "2025-06-30", "filing": [filing.pk]})
    client.post(url, {"until": "2025-06-10"})
    early = client.post(url, {"until": "2025-06-01"})

    assert early.status_code == 400
    assert city.filing().due == dt.date(2025, 6, 30)
    assert city.filing(city.sibling).due == dt.date(2025, 6, 10)

    client.post(url, {"until": "2025-07-31"})
    assert city.filing().due == dt.date(2025, 7, 31)
    assert Entry.objects.filter(act="extend").count() == 3


def test_a_filing_of_another_task_is_not_extended(city: City, sign_in: SignIn) -> None:
    client = sign_in("finance_reviewer")
    client.post("/tasks/new", _terms(city))
    other = Filing.objects.exclude(task=city.task).first()
    assert other is not None

    answer = client.post(f"/tasks/{city.task.pk}/extend", {"until": "2030-01-01", "filing": [other.pk]})

    assert answer.status_code == 400
    other.refresh_from_db()
    assert other.extended_to is None


def test_those_behind_are_reminded_once_a_day(city: City, sign_in: SignIn) -> None:
    city.moved(city.started(), "submit", "approve")  # it has left its unit
    Notice.objects.all().delete()
    client, url = sign_in("finance_reviewer"), f"/tasks/{city.task.pk}/remind"

    client.post(url)
    told = sorted(Notice.objects.values_list("person__username", flat=True))
    client.post(url)
    again = Notice.objects.count()
    Filing.objects.update(reminded_on=timezone.localdate() - dt.timedelta(days=1))
    client.post(url, {"filing": [city.filing(city.sibling).pk]})

    assert told == ["outsider", "sibling_clerk", "sibling_head"]
    assert again == 3
    assert Notice.objects.count() == 5
    assert Entry.objects.filter(act="remind").count() == 2


def test_a_closed_task_takes_no_changes_until_it_is_opened_again(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    finance, clerk = sign_in("finance_reviewer"), sign_in("clerk")
    move = {"act": "submit", "seen_hash": filing.content_hash}

    finance.post(f"/tasks/{city.task.pk}/close")
    refused = clerk.post(f"/filings/{filing.pk}/move", move)
    twice = finance.post(f"/tasks/{city.task.pk}/close")
    finance.post(f"/tasks/{city.task.pk}/reopen")
    taken = clerk.post(f"/filings/{filing.pk}/move", move)

    assert (refused.status_code, twice.status_code, taken.status_code) == (409, 409, 302)
    assert city.filing().state == State.WITH_HEAD
    acts = Entry.objects.filter(subject="task").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["open_task", "close_task", "reopen_task"]


def _cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def _export(client: Client, city: City, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/tasks/{city.task.pk}/board.csv{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return _cells(b"".join(answer).decode())


def test_the_board_shows_what_a_person_may_see(city: City, sign_in: SignIn) -> None:
    Filing.objects.filter(body=city.unit).update(score=Decimal("95.5"), errors=3)

    names = {
        name: [row["单位"] for row in _export(sign_in(name), city)]
        for name in ("clerk", "department_reviewer")
    }

    assert names["clerk"] == ["示例市中小企业服务中心"]
    assert set(names["department_reviewer"]) == {
        "示例市工业和信息化局", "示例市中小企业服务中心", "示例市无线电监测站"
    }  # fmt: skip


def test_the_board_keeps_unsubmitted_figures_to_the_unit(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    figures = {"score": Decimal("95.5"), "errors": 3}
    Filing.objects.filter(pk=filing.pk).update(**figures)
    query = "?q=中小企业"

    before = _export(sign_in("finance_reviewer"), city, query)[0]
    own = _export(sign_in("clerk"), city, query)[0]
    city.moved(filing, "submit")
    Filing.objects.filter(pk=filing.pk).update(**figures)
    after = _export(sign_in("finance_reviewer"), city, query)[0]

    assert (before["自评得分"], before["错误"]) == ("", "")
    assert (own["自评得分"], own["错误"]) == ("95.50", "3")
    assert (after["自评得分"], after["错误"]) == ("95.50", "3")
    page = sign_in("finance_reviewer").get(f"/tasks/{city.task.pk}/{query}").content.decode()
    assert "95.5" in page


def test_the_board_filters_and_sorts(city: City, sign_in: SignIn) -> None:
    client = sign_in("finance_reviewer")
    city.moved(city.started(), "submit")
    scores = {city.unit: "80", city.sibling: "90", city.other_unit: "70"}
    for body, score in scores.items():
        Filing.objects.filter(body=body).update(state=State.WITH_FINANCE, score=Decimal(score))
    Filing.objects.filter(body=city.other_unit).update(extended_to=dt.date(2099, 1, 1))

    upwards = [row["自评得分"] for row in _export(client, city, "?sort=score")]
    downwards = [row["自评得分"] for row in _export(client, city, "?sort=-score")]
    by_state = [row["状态"] for row in _export(client, city, "?state=with_finance")]
    inside = _export(client, city, f"?department={city.department.pk}")
    late = [row["单位"] for row in _export(client, city, "?late=1")]

    assert upwards == ["70.00", "80.00", "90.00", "", ""]
    assert downwards == ["90.00", "80.00", "70.00", "", ""]
    assert by_state == ["待财政审核"] * 3
    assert {row["单位"] for row in inside} == {
        "示例市工业和信息化局", "示例市中小企业服务中心", "示例市无线电监测站"
    }  # fmt: skip
    assert "示例市公路养护中心" not in late
    assert len(late) == 4


def test_filters_that_make_no_sense_are_passed_over(city: City, sign_in: SignIn) -> None:
    url = f"/tasks/{city.task.pk}/?state=x&department=y&sort=z;drop&page=-3&late=maybe"

    assert sign_in("finance_reviewer").get(url).status_code == 200


def test_cells_of_the_export_are_no_formulas(city: City, sign_in: SignIn) -> None:
    Body.objects.filter(pk=city.unit.pk).update(name='=HYPERLINK("http://x","y")')

    names = [row["单位"] for row in _export(sign_in("finance_reviewer"), city)]

    assert '\'=HYPERLINK("http://x","y")' in names
    assert not [name for name in names if name.startswith(("=", "+", "-", "@"))]


def _many(city: City, count: int) -> None:
    department = city.department
    bodies = Body.objects.bulk_create(
        [
            Body(name=f"示例市第{n}所", kind=BodyKind.UNIT, parent=department, path=f"{department.path}x{n}/")
            for n in range(count)
        ]
    )
    now = timezone.now()
    Filing.objects.bulk_create(
        [Filing(task=city.task, body=body, state=State.WITH_FINANCE, state_since=now) for body in bodies]
    )


def test_the_board_asks_the_same_number_of_questions_for_any_number_of_filings(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = sign_in("finance_reviewer")
    _many(city, 300)

    for url in (f"/tasks/{city.task.pk}/", f"/tasks/{city.task.pk}/?page=5&sort=-errors", "/tasks/", "/"):
        client.get(url)
        with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
            assert client.get(url).status_code == 200
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert len(_export(client, city)) == 305
