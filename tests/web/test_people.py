"""People: added, imported and reset by one administrator; given their roles by another."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from jiheng_web.accounts.actions import add_person, give_role, switch_person
from jiheng_web.accounts.models import Membership, PasswordReset, Person, Role
from jiheng_web.errors import InputRefused
from jiheng_web.journal.actions import SYSTEM
from jiheng_web.journal.models import Entry
from tests.web.conftest import PASSWORD, City

SignInAs = Callable[[str], Client]
NEW = "Gaotie-8847-xinlu"


def workbook(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """A list as someone fills it in."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile("名单.xlsx", written.getvalue())


def test_a_person_is_added_with_a_password_shown_once(city: City, sign_in: SignInAs) -> None:
    client = sign_in("system_administrator")

    answer = client.post("/people/add", {"username": "Zhangsan", "full_name": "张三", "phone": ""})

    person = Person.objects.get(username="zhangsan")
    password = answer.context["password"]
    assert person.check_password(password)
    assert password not in client.get(f"/people/{person.pk}/").content.decode()
    assert password not in str(Entry.objects.values())
    entered = Client()
    entered.post("/sign-in", {"username": "zhangsan", "password": password})
    assert entered.get("/").headers["Location"] == "/account/password"
    assert city.people["clerk"].pk != person.pk


@pytest.mark.parametrize("username", ["clerk", "CLERK", "张三", "a", "-x", "a b", "x" * 61, "", "<b>"])
def test_a_wrong_or_taken_name_is_refused(city: City, sign_in: SignInAs, username: str) -> None:
    before = Person.objects.count()

    form = {"username": username, "full_name": "张三"}
    answer = sign_in("system_administrator").post("/people/add", form)

    assert answer.status_code == 200
    assert answer.context["form"].errors["username"]
    assert Person.objects.count() == before
    assert city.people


def test_no_more_is_taken_from_a_form_than_it_asks(city: City, sign_in: SignInAs) -> None:
    clerk = city.people["clerk"]
    hashed, extra = clerk.password, {
        "username": "other", "password": "x", "is_active": "", "must_change_password": "1",
        "role": "auditor", "id": str(city.people["head"].pk), "is_superuser": "1",
    }  # fmt: skip

    client = sign_in("system_administrator")
    client.post(f"/people/{clerk.pk}/change", {"full_name": "新名", "phone": "1", **extra})
    client.post(
        "/people/add", {"username": "zhangsan", "full_name": "张三", **extra | {"username": "zhangsan"}}
    )

    clerk.refresh_from_db()
    assert (clerk.full_name, clerk.username, clerk.password, clerk.is_active, clerk.must_change_password) == (
        "新名", "clerk", hashed, True, False
    )  # fmt: skip
    assert Person.objects.get(username="zhangsan").is_active
    assert not Membership.objects.filter(person__username="zhangsan").exists()


@pytest.mark.parametrize("how", ["link", "password"])
def test_a_reset_ends_what_was_open(city: City, sign_in: SignInAs, how: str) -> None:
    clerk, theirs = city.people["clerk"], Client()
    theirs.post("/sign-in", {"username": "clerk", "password": PASSWORD})

    answer = sign_in("system_administrator").post(f"/people/{clerk.pk}/password", {"how": how})

    assert answer.status_code == 200
    assert theirs.get("/account/").status_code == 302
    clerk.refresh_from_db()
    assert not clerk.check_password(PASSWORD)
    assert Entry.objects.filter(act="reset_password").count() == 1


def test_a_link_sets_a_password_once(city: City, sign_in: SignInAs) -> None:
    clerk = city.people["clerk"]
    page = sign_in("system_administrator").post(f"/people/{clerk.pk}/password", {"how": "link"})
    path = re.sub(r"^https?://[^/]+", "", page.context["link"])
    assert path.split("/")[-1] not in str(PasswordReset.objects.values())
    visitor = Client()

    assert visitor.get(path).status_code == 200
    weak = visitor.post(path, {"new": "short", "again": "short"})
    assert weak.context["form"].errors
    again = visitor.post(path, {"new": PASSWORD, "again": PASSWORD})
    assert "用过的密码" in str(again.context["form"].errors)
    assert visitor.post(path, {"new": NEW, "again": NEW}).headers["Location"] == "/sign-in"

    assert visitor.get(path).status_code == 404
    assert visitor.post(path, {"new": NEW + "2", "again": NEW + "2"}).status_code == 404
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)


def test_a_link_grows_old_and_gives_way_to_the_next(city: City, sign_in: SignInAs) -> None:
    client, clerk = sign_in("system_administrator"), city.people["clerk"]
    links = [
        re.sub(
            r"^https?://[^/]+",
            "",
            client.post(f"/people/{clerk.pk}/password", {"how": "link"}).context["link"],
        )
        for _ in range(2)
    ]

    assert [Client().get(link).status_code for link in links] == [404, 200]
    PasswordReset.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert Client().get(links[1]).status_code == 404


def test_each_administrator_does_only_their_part(city: City, sign_in: SignInAs) -> None:
    number = city.people["clerk"].pk
    system = ["change", "switch", "password"]
    security = ["roles", "unlock", "second-factor", "sessions"]

    def statuses(name: str, acts: list[str]) -> set[int]:
        client = sign_in(name)
        return {client.post(f"/people/{number}/{act}", {"full_name": "甲"}).status_code for act in acts}

    assert statuses("system_administrator", security) == {403}
    assert statuses("security_administrator", system) == {403}
    assert statuses("audit_administrator", system + security) == {404}
    for name in ("clerk", "head", "department_reviewer", "finance_reviewer", "auditor"):
        assert statuses(name, system + security) == {404}, name
    assert sign_in("system_administrator").get("/journal/").status_code == 403
    assert sign_in("security_administrator").get("/people/add").status_code == 403
    assert sign_in("audit_administrator").get("/people/").status_code == 403


def test_a_role_is_given_and_taken(city: City, sign_in: SignInAs) -> None:
    client, head = sign_in("security_administrator"), city.people["head"]

    client.post(f"/people/{head.pk}/roles", {"body": city.sibling.pk, "role": Role.UNIT_HEAD})

    membership = Membership.objects.get(person=head, body=city.sibling)
    assert membership.role == Role.UNIT_HEAD
    other = city.people["clerk"]
    assert client.post(f"/people/{other.pk}/roles/{membership.pk}/take").status_code == 404
    assert client.post(f"/people/{head.pk}/roles/{membership.pk}/take").status_code == 302
    assert not Membership.objects.filter(pk=membership.pk).exists()
    told = Entry.objects.filter(act__endswith="_role", person__isnull=False).order_by("number")
    assert list(told.values_list("act", flat=True)) == ["give_role", "take_role"]


def test_taking_a_role_works_at_once(city: City, sign_in: SignInAs) -> None:
    clerk = sign_in("clerk")
    path = f"/filings/{city.filing().pk}/"
    assert clerk.get(path).status_code == 200
    membership = Membership.objects.get(person=city.people["clerk"])

    sign_in("security_administrator").post(f"/people/{city.people['clerk'].pk}/roles/{membership.pk}/take")

    assert clerk.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR])
def test_duties_stay_apart(city: City, sign_in: SignInAs, role: Role) -> None:
    keeper = city.people["audit_administrator"]

    answer = sign_in("security_administrator").post(
        f"/people/{keeper.pk}/roles", {"body": city.body.pk, "role": role}
    )

    assert answer.status_code == 400
    assert "不同的人" in answer.content.decode()
    assert keeper.memberships.count() == 1


def test_nobody_gives_themselves_a_role_of_the_packages(city: City, sign_in: SignInAs) -> None:
    keeper = city.people["security_administrator"]

    answer = sign_in("security_administrator").post(
        f"/people/{keeper.pk}/roles", {"body": city.body.pk, "role": Role.FINANCE_REVIEWER}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["system_administrator", "security_administrator", "audit_administrator"])
def test_the_last_administrator_of_a_kind_stays(city: City, sign_in: SignInAs, name: str) -> None:
    person = city.people[name]
    membership = person.memberships.get()
    take, switch = f"/people/{person.pk}/roles/{membership.pk}/take", f"/people/{person.pk}/switch"

    assert sign_in("security_administrator").post(take).status_code == 409
    assert sign_in("system_administrator").post(switch, {"active": "0"}).status_code == 409

    second = add_person("second", "第二人", PASSWORD, actor=SYSTEM, must_change=False)
    give_role(second, city.body, Role(membership.role), actor=SYSTEM)
    assert sign_in("security_administrator").post(take).status_code == 302


def test_someone_deactivated_is_out_at_once_and_still_named(city: City, sign_in: SignInAs) -> None:
    theirs, clerk = Client(), city.people["clerk"]
    theirs.post("/sign-in", {"username": "clerk", "password": PASSWORD})

    sign_in("system_administrator").post(f"/people/{clerk.pk}/switch", {"active": "0"})

    assert theirs.get("/account/").status_code == 302
    assert Entry.objects.filter(act="sign_in", person_name="clerk").exists()
    switch_person(clerk, active=True, actor=SYSTEM)
    assert theirs.post("/sign-in", {"username": "clerk", "password": PASSWORD}).status_code == 302


def test_people_from_a_list(city: City, sign_in: SignInAs) -> None:
    file = workbook(("用户名", "姓名", "联系电话"), ("lisi", "李四", ""), ("wangwu", "王五", "123"))

    answer = sign_in("system_administrator").post("/lists/people/import", {"file": file})

    given = {person.username: password for person, password in answer.context["people"]}
    assert set(given) == {"lisi", "wangwu"}
    for name, password in given.items():
        assert Person.objects.get(username=name).check_password(password)
    assert city.people


def test_a_list_with_mistakes_is_told_whole_and_not_taken(city: City, sign_in: SignInAs) -> None:
    before = Person.objects.count()
    entries = Entry.objects.count()
    rows = (("用户名", "姓名"), ("lisi", "李四"), ("clerk", "重名"), ("王五", "王五"), ("lisi", "又一个"))

    answer = sign_in("system_administrator").post("/lists/people/import", {"file": workbook(*rows)})

    told = answer.context["mistakes"]
    assert [line[:5] for line in told] == ["第 3 行", "第 4 行", "第 5 行"]
    assert (Person.objects.count(), Entry.objects.count()) == (before, entries)
    blank = sign_in("system_administrator").post(
        "/lists/people/import", {"file": workbook(("用户名", "姓名"), ("", "甲"), ("x1", ""))}
    )
    assert len(blank.context["mistakes"]) == 2
    assert city.people


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("名单.xlsx", b"PK\x03\x04 not a workbook"),
        SimpleUploadedFile("x.exe", b"MZ\x90\x00" * 100),
        SimpleUploadedFile("名单.csv", "甲,乙\n1,2\n".encode()),
        SimpleUploadedFile("名单.csv", b""),
    ],
    ids=["damaged", "program", "other columns", "empty"],
)
def test_what_is_no_list_is_refused(sign_in: SignInAs, file: SimpleUploadedFile) -> None:
    before = Person.objects.count()

    answer = sign_in("system_administrator").post("/lists/people/import", {"file": file})

    assert answer.status_code in {200, 422}
    assert Person.objects.count() == before


def test_roles_from_a_list_keep_the_rules(city: City, sign_in: SignInAs) -> None:
    client, heading = sign_in("security_administrator"), ("用户名", "单位", "角色")
    good = workbook(heading, ("head", city.sibling.name, "单位负责人"))
    wrong = workbook(
        heading,
        ("head", city.sibling.name, "填报人"),
        ("system_administrator", city.sibling.name, "填报人"),
        ("nobody", city.sibling.name, "填报人"),
        ("head", "没有的单位", "填报人"),
        ("head", city.sibling.name, "局长"),
    )

    told = client.post("/lists/roles/import", {"file": wrong}).context["mistakes"]
    assert len(told) == 4
    assert city.people["head"].memberships.count() == 1
    client.post("/lists/roles/import", {"file": good})
    assert city.people["head"].memberships.count() == 2
    assert sign_in("system_administrator").get("/lists/roles/import").status_code == 403
    assert client.get("/lists/people/import").status_code == 403
    assert client.get("/lists/nothing/import").status_code == 404


def test_the_list_of_people_is_constant_in_queries(
    city: City, sign_in: SignInAs, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("security_administrator")
    for number in range(30):
        one = add_person(f"many{number}", f"多人{number}", PASSWORD, actor=SYSTEM)
        give_role(one, city.unit, Role.CLERK, actor=SYSTEM)

    client.get("/account/")  # the session is noted once a minute
    with django_assert_max_num_queries(10):
        page = client.get("/people/")
    assert len(page.context["page_obj"]) == 43
    assert len(client.get("/people/?q=多人2").context["page_obj"]) == 11
    assert len(client.get(f"/people/?role={Role.AUDITOR}").context["page_obj"]) == 1


def test_a_person_without_a_name_is_refused(city: City) -> None:
    with pytest.raises(InputRefused):
        add_person("zhangsan", " ", PASSWORD, actor=SYSTEM)
    assert city.people
