"""The first page by role, and the bell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from jiheng_web.filings.models import Filing, Notice, State, Task
from tests.web.conftest import City

SignIn = Callable[[str], Client]


def test_a_clerk_sees_what_to_fill_in_and_what_is_next(city: City, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    city.started()

    lines = client.get("/").context["mine"]
    city.moved(city.filing(), "submit", "send_back")
    returned = client.get("/").content.decode()

    assert [(line.filing.body.name, line.title) for line in lines] == [("示例市中小企业服务中心", "继续填报")]
    assert "按意见修改" in returned


def test_reviewers_see_what_waits_for_them_the_longest_first(city: City, sign_in: SignIn) -> None:
    now = timezone.now()
    for days, body in ((1, city.unit), (9, city.sibling), (5, city.other_unit)):
        since = now - dt.timedelta(days=days)
        Filing.objects.filter(body=body).update(state=State.WITH_DEPARTMENT, state_since=since)

    page = sign_in("department_reviewer").get("/")

    waiting = [(line.filing.body.name, line.days) for line in page.context["waiting"]]
    assert waiting == [("示例市无线电监测站", 9), ("示例市中小企业服务中心", 1)]
    assert sign_in("finance_reviewer").get("/").context["waiting"] == []
    assert sign_in("head").get("/").context["waiting"] == []


def test_what_is_closed_waits_for_nobody(city: City, sign_in: SignIn) -> None:
    Filing.objects.filter(body=city.unit).update(state=State.WITH_HEAD)
    assert len(sign_in("head").get("/").context["waiting"]) == 1

    Task.objects.update(closed_at=timezone.now())

    assert sign_in("head").get("/").context["waiting"] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("clerk", "要填报的材料"),
        ("head", "没有等您审核的材料"),
        ("department_reviewer", "没有等您审核的材料"),
        ("finance_reviewer", "开启年度任务"),
        ("auditor", "5 个单位"),
    ],
)
def test_every_role_is_told_what_to_do(city: City, sign_in: SignIn, name: str, words: str) -> None:
    assert words in sign_in(name).get("/").content.decode()
    assert city.task.pk


def test_a_site_without_tasks_teaches(city: City, sign_in: SignIn) -> None:
    city.task.filings.all().delete()
    city.task.delete()

    assert "还没有要填的材料" in sign_in("clerk").get("/").content.decode()
    assert "还没有年度任务" in sign_in("finance_reviewer").get("/").content.decode()
    assert "还没有年度任务" in sign_in("head").get("/tasks/").content.decode()


def test_the_bell_counts_and_empties(city: City, sign_in: SignIn) -> None:
    city.moved(city.started(), "submit")
    client = sign_in("head")
    notice = Notice.objects.get(person=city.people["head"])

    assert client.get("/").context["unread"] == 1
    assert notice.text in client.get("/notices/").content.decode()
    opened = client.post(f"/notices/{notice.pk}/open")
    assert opened.headers["Location"] == f"/filings/{city.filing().pk}/review"
    assert client.get("/").context["unread"] == 0


def test_notices_are_ones_own(city: City, sign_in: SignIn) -> None:
    city.moved(city.started(), "submit")
    notice = Notice.objects.get(person=city.people["head"])

    assert sign_in("clerk").post(f"/notices/{notice.pk}/open").status_code == 404
    assert sign_in("head").get(f"/notices/{notice.pk}/open").status_code == 405
    sign_in("clerk").post("/notices/read")
    notice.refresh_from_db()
    assert notice.read_at is None
    sign_in("head").post("/notices/read")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_the_first_page_asks_the_same_number_of_questions_for_any_number_of_filings(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    city.task.filings.update(state=State.WITH_FINANCE)
    client = sign_in("finance_reviewer")
    client.get("/")

    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert len(client.get("/").context["waiting"]) == Filing.objects.count()


def test_submitting_with_errors_says_how_many(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    type(filing).objects.filter(pk=filing.pk).update(errors=3)

    page = sign_in("clerk").get(f"/filings/{filing.pk}/").content.decode()

    assert "还有 3 个错误没有解决" in page
