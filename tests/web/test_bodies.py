"""The tree of bodies: added, moved, imported and taken out of use by the system administrator alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jiheng_web.accounts.actions import add_body, switch_body
from jiheng_web.accounts.models import Body, BodyKind
from jiheng_web.journal.actions import SYSTEM
from jiheng_web.journal.models import Entry
from tests.web.conftest import City
from tests.web.test_people import workbook

SignInAs = Callable[[str], Client]


def test_a_body_is_added_under_another(city: City, sign_in: SignInAs) -> None:
    form = {"name": "示例市档案馆", "kind": "unit", "parent": city.department.pk, "code": "105002"}

    sign_in("system_administrator").post("/bodies/add", form)

    body = Body.objects.get(name="示例市档案馆")
    assert body.path == f"{city.department.path}{body.pk}/"
    again = sign_in("system_administrator").post("/bodies/add", form)
    assert "已经有" in str(again.context["form"].errors)


def test_a_moved_body_takes_all_below_along_and_changes_who_sees_it(city: City, sign_in: SignInAs) -> None:
    filing = city.moved(city.started(), "submit", "approve")
    path = f"/filings/{filing.pk}/"
    assert sign_in("department_reviewer").get(path).status_code == 200
    assert sign_in("other_reviewer").get(path).status_code == 404

    sign_in("system_administrator").post(
        f"/bodies/{city.department.pk}/move", {"parent": city.other_department.pk}
    )

    unit = Body.objects.get(pk=city.unit.pk)
    assert unit.path == f"{city.other_department.path}{city.department.pk}/{city.unit.pk}/"
    assert all(body.path.endswith(f"/{body.pk}/") for body in Body.objects.all())
    for body in Body.objects.exclude(parent=None).select_related("parent"):
        assert body.parent is not None
        assert body.path == f"{body.parent.path}{body.pk}/"
    assert sign_in("other_reviewer").get(path).status_code == 200
    assert Entry.objects.get(act="move_body").body == city.department.pk


def test_a_body_cannot_stand_under_itself(city: City, sign_in: SignInAs) -> None:
    client = sign_in("system_administrator")

    for parent in (city.department, city.unit):
        answer = client.post(f"/bodies/{city.department.pk}/move", {"parent": parent.pk})
        assert answer.status_code == 400
    assert Body.objects.get(pk=city.department.pk).path == city.department.path


def test_renaming_is_in_the_journal_and_takes_nothing_else(city: City, sign_in: SignInAs) -> None:
    form = {"name": "新名称", "kind": "unit", "code": "9", "path": "/", "parent": "", "is_active": ""}

    sign_in("system_administrator").post(f"/bodies/{city.unit.pk}/", form)

    body = Body.objects.get(pk=city.unit.pk)
    assert (body.name, body.code, body.path, body.parent_id, body.is_active) == (
        "新名称", "9", city.unit.path, city.department.pk, True
    )  # fmt: skip
    assert "新名称" in Entry.objects.get(act="change_body").words


def test_a_body_out_of_use_gives_no_rights(city: City, sign_in: SignInAs) -> None:
    client, path = sign_in("clerk"), f"/filings/{city.filing().pk}/"
    assert client.get(path).status_code == 200

    sign_in("system_administrator").post(f"/bodies/{city.unit.pk}/switch", {"active": "0"})
    assert client.get(path).status_code == 404

    switch_body(Body.objects.get(pk=city.unit.pk), active=True, actor=SYSTEM)
    assert client.get(path).status_code == 200


def test_a_body_with_others_below_or_the_administrators_stays(city: City, sign_in: SignInAs) -> None:
    client = sign_in("system_administrator")

    assert client.post(f"/bodies/{city.department.pk}/switch", {"active": "0"}).status_code == 409
    assert client.post(f"/bodies/{city.body.pk}/switch", {"active": "0"}).status_code == 409
    for body in (city.unit, city.sibling, city.department, city.other_unit, city.other_department):
        assert client.post(f"/bodies/{body.pk}/switch", {"active": "0"}).status_code == 302
    # All below are out of use; the administrators' roles are held here alone.
    assert client.post(f"/bodies/{city.body.pk}/switch", {"active": "0"}).status_code == 409


@pytest.mark.parametrize("act", ["", "move", "switch"])
def test_who_may_change_bodies(city: City, sign_in: SignInAs, act: str) -> None:
    path = f"/bodies/{city.unit.pk}/{act}"
    statuses = {name: sign_in(name).post(path, {}).status_code for name in city.people}

    assert statuses.pop("system_administrator") in {200, 302, 400}
    assert statuses.pop("security_administrator") == 403
    assert set(statuses.values()) == {404}


def test_bodies_from_a_list_in_their_order(city: City, sign_in: SignInAs) -> None:
    file = workbook(
        ("单位代码", "单位名称", "类别", "上级单位"),
        ("105", "示例市档案局", "主管部门", city.body.name),
        ("105002", "示例市档案馆", "预算单位", "105"),
    )

    sign_in("system_administrator").post("/lists/bodies/import", {"file": file})

    archive = Body.objects.get(code="105002")
    assert archive.parent is not None
    assert archive.parent.name == "示例市档案局"
    assert archive.path.startswith(city.body.path)


def test_a_list_of_bodies_with_a_mistake_is_not_taken(city: City, sign_in: SignInAs) -> None:
    before, entries = Body.objects.count(), Entry.objects.count()
    file = workbook(
        ("单位名称", "类别", "上级单位"),
        ("示例市档案局", "主管部门", city.body.name),
        ("示例市档案馆", "科室", "示例市档案局"),
        ("示例市方志馆", "预算单位", "没有的局"),
        (city.department.name, "主管部门", city.body.name),
    )

    answer = sign_in("system_administrator").post("/lists/bodies/import", {"file": file})

    assert [line[:5] for line in answer.context["mistakes"]] == ["第 3 行", "第 4 行", "第 5 行"]
    assert (Body.objects.count(), Entry.objects.count()) == (before, entries)


def test_the_template_can_be_filled_in_and_read_back(city: City, sign_in: SignInAs) -> None:
    client = sign_in("system_administrator")
    template = client.get("/lists/bodies/template")
    assert "attachment" in template.headers["Content-Disposition"]
    text = template.getvalue().decode("utf-8-sig").replace("示例市档案局", city.department.name)

    client.post("/lists/bodies/import", {"file": SimpleUploadedFile("单位.csv", text.encode("gb18030"))})

    assert Body.objects.filter(name="示例市档案馆", parent=city.department).exists()


def test_the_tree_is_one_query_however_many(
    city: City, sign_in: SignInAs, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        add_body(f"单位{number}", BodyKind.UNIT, parent=city.department, actor=SYSTEM)
    client = sign_in("system_administrator")

    client.get("/account/")  # the session is noted once a minute
    with django_assert_max_num_queries(6):
        page = client.get("/bodies/")
    assert len(page.context["bodies"]) == 46
