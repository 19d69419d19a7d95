"""The overview: all that a person may see and nothing else, one set of figures for picture, table and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.test import Client

from jiheng_web.filings.checking import check_filing
from jiheng_web.filings.models import Filing, State, Task
from jiheng_web.filings.project_actions import add_project
from jiheng_web.overview.figures import Seen, grades
from tests.web.conftest import City, actor

SignIn = Callable[[str], Client]


def _pictures(client: Client, city: City) -> dict[str, Any]:
    answer = client.get(f"/overview/{city.task.pk}/pictures.json")
    assert answer.status_code == 200
    return {one["key"]: one for one in answer.json()}


def _checked(city: City, *acts: str) -> Filing:
    filing = city.started()
    check_filing(filing)
    return city.moved(filing, *acts)


def test_progress_counts_every_state_by_department(city: City, sign_in: SignIn) -> None:
    _checked(city, "submit")

    progress = _pictures(sign_in("finance_reviewer"), city)["progress"]

    by_department = {line["cells"][0]: line["cells"][1:] for line in progress["lines"]}
    # not started, drafting, with head …, all: the department's own package and its two units.
    assert by_department["示例市工业和信息化局"] == [2, 0, 1, 0, 0, 0, 0, 0, 3]
    assert by_department["示例市交通运输局"][-1] == 2


def test_a_draft_counts_in_the_progress_and_nowhere_else(city: City, sign_in: SignIn) -> None:
    _checked(city)

    for_finance = _pictures(sign_in("finance_reviewer"), city)
    for_clerk = _pictures(sign_in("clerk"), city)

    assert "units" not in for_finance
    assert [line["cells"][0] for line in for_clerk["units"]["lines"]] == ["示例市中小企业服务中心"]


def test_nobody_sees_beyond_their_bodies(city: City, sign_in: SignIn) -> None:
    _checked(city, "submit")

    departments = _pictures(sign_in("other_reviewer"), city)["progress"]["lines"]

    assert [line["cells"][0] for line in departments] == ["示例市交通运输局"]
    assert sign_in("system_administrator").get(f"/overview/{city.task.pk}/").status_code == 404


def test_the_table_and_the_csv_say_the_same(city: City, sign_in: SignIn) -> None:
    _checked(city, "submit")
    client = sign_in("finance_reviewer")

    lines = _pictures(client, city)["rules"]["lines"]
    answer = client.get(f"/overview/{city.task.pk}/rules.csv").getvalue().decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(answer)))
    assert [row[0] for row in rows[1:]] == [line["cells"][0] for line in lines]
    assert [row[1] for row in rows[1:]] == [str(line["cells"][1]) for line in lines]


def test_pages_are_constant_in_queries(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    _checked(city, "submit")
    client = sign_in("finance_reviewer")

    with django_assert_max_num_queries(16):
        assert client.get(f"/overview/{city.task.pk}/").status_code == 200


def test_search_finds_units_projects_and_rules(city: City, sign_in: SignIn) -> None:
    filing, clerk = city.started(), city.people["clerk"]
    add_project(filing, "园区标准厂房补助", rows=[], actor=actor(clerk), person=clerk)
    client = sign_in("clerk")

    assert client.get("/search", {"q": "中小企业"}).json()["results"][0]["kind"] == "材料"
    assert client.get("/search", {"q": "标准厂房"}).json()["results"][0]["title"] == "园区标准厂房补助"
    assert client.get("/search", {"q": "sco-003"}).json()["results"][0]["url"] == "/rules/SCO-003/"
    assert client.get("/search", {"q": ""}).json()["results"] == []


def test_search_finds_no_project_of_a_draft_elsewhere(city: City, sign_in: SignIn) -> None:
    filing, clerk = city.started(), city.people["clerk"]
    add_project(filing, "园区标准厂房补助", rows=[], actor=actor(clerk), person=clerk)

    for name in ("outsider", "sibling_clerk", "department_reviewer", "finance_reviewer"):
        assert sign_in(name).get("/search", {"q": "标准厂房"}).json()["results"] == [], name


def test_a_departments_bar_leads_to_its_packages_on_the_board(city: City, sign_in: SignIn) -> None:
    _checked(city, "submit")
    client = sign_in("finance_reviewer")
    lines = _pictures(client, city)["progress"]["lines"]

    url = next(line["url"] for line in lines if line["cells"][0] == "示例市交通运输局")
    page = client.get(url).content.decode()

    assert "示例市公路养护中心" in page
    assert "示例市中小企业服务中心</a>" not in page


def test_a_grade_is_the_standards_and_a_span_is_no_grade() -> None:
    nothing = {"score": None, "low": None, "high": None, "budget": None, "spent": None}
    blank = Seen(
        number=1,
        body="甲",
        department="局",
        department_number=1,
        state=State.FILED,
        is_read=True,
        grade="优",
        grade_low="良",
        grade_high="优",
        errors=0,
        warnings=0,
        rules={},
        **nothing,
    )
    clear = replace(blank, grade="良", grade_low="良", grade_high="良")

    lines = {line.cells[0]: line.cells[1:] for line in grades([blank, clear], Task(pk=1)).lines}

    assert lines == {"优": (1, 0), "良": (1, 1), "中": (0, 0), "差": (0, 0), "跨等级": (0, 1)}
