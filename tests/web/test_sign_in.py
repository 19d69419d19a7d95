"""Signing in and out: one answer for every mistake, a new key each time, nowhere but here afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from jiheng_web.accounts.models import SignIn
from jiheng_web.journal.models import Entry
from tests.web.conftest import PASSWORD, City

SignInAs = Callable[[str], Client]


def _enter(client: Client, name: str, password: str = PASSWORD, **more: str) -> int:
    return client.post("/sign-in", {"username": name, "password": password, **more}).status_code


def test_capitals_in_the_name_make_no_difference(city: City) -> None:
    client = Client()

    assert _enter(client, " CLERK ") == 302
    assert client.get("/").status_code == 200
    entry = Entry.objects.get(act="sign_in")
    assert (entry.person, entry.result) == (city.people["clerk"].pk, "done")


@pytest.mark.usefixtures("city")
def test_every_mistake_gets_one_answer(city: City) -> None:
    city.people["head"].is_active = False
    city.people["head"].save()

    pages = []
    for name, password in (("clerk", "wrong"), ("nobody", PASSWORD), ("head", PASSWORD)):
        answer = Client().post("/sign-in", {"username": name, "password": password})
        assert answer.status_code == 200
        errors = answer.context["form"].non_field_errors()
        pages.append(str(errors))

    assert len(set(pages)) == 1
    assert "用户名或密码不对" in pages[0]


@pytest.mark.usefixtures("city")
def test_the_key_of_a_session_changes_when_someone_signs_in() -> None:
    client = Client()
    session = client.session
    session["planted"] = "by someone else"
    session.save()
    planted = str(session.session_key)
    client.cookies["jiheng_session"] = planted

    _enter(client, "clerk")

    after = client.cookies["jiheng_session"].value
    assert after != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert Client(headers={"cookie": f"jiheng_session={planted}"}).get("/").status_code == 302


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "http:evil.example",
        "\x00//evil.example",
        "/\t/evil.example",
        "",
    ],
)
def test_nobody_is_led_elsewhere(next_page: str) -> None:
    answer = Client().post("/sign-in", {"username": "clerk", "password": PASSWORD, "next": next_page})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.usefixtures("city")
def test_one_is_led_on_to_where_one_wanted() -> None:
    asked = Client().get("/account/")
    assert asked.headers["Location"] == "/sign-in?next=/account/"
    form = {"username": "clerk", "password": PASSWORD, "next": "/account/"}
    assert Client().post("/sign-in", form).headers["Location"] == "/account/"


def test_five_wrong_passwords_lock_the_name_whatever_its_capitals(city: City) -> None:
    cache.clear()
    client = Client()
    for spelling in ("clerk", "Clerk", "CLERK", " clerk"):
        assert _enter(client, spelling, "wrong") == 200
    assert _enter(client, "cLerk", "wrong") == 429

    locked = client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    assert locked.status_code == 429
    assert "登录已锁定" in locked.content.decode()
    assert (
        Client(REMOTE_ADDR="10.0.0.9")
        .post("/sign-in", {"username": "clerk", "password": PASSWORD})
        .status_code
        == 302
    )  # another computer is not locked out by someone else's mistakes

    refused = Entry.objects.filter(result="refused").order_by("number")
    assert [entry.act for entry in refused] == ["sign_in"] * 4 + ["lock"]
    assert {entry.person for entry in refused} == {city.people["clerk"].pk}


@pytest.mark.usefixtures("city")
def test_a_password_typed_as_a_name_is_not_kept() -> None:
    _enter(Client(), "my-secret-word", "x")

    entry = Entry.objects.get(result="refused")
    assert "my-secret-word" not in json.dumps([entry.words, entry.person_name, entry.details])


def test_the_security_administrator_unlocks(city: City, sign_in: SignInAs) -> None:
    client = Client()
    for _ in range(5):
        _enter(client, "clerk", "wrong")
    assert _enter(client, "clerk") == 429

    number = city.people["clerk"].pk
    assert sign_in("system_administrator").post(f"/people/{number}/unlock").status_code == 403
    assert sign_in("security_administrator").post(f"/people/{number}/unlock").status_code == 302

    assert _enter(client, "clerk") == 302


@pytest.mark.usefixtures("city")
def test_signing_out_ends_the_session_on_the_server() -> None:
    client = Client()
    _enter(client, "clerk")
    kept = client.cookies["jiheng_session"].value

    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302

    assert not Session.objects.filter(session_key=kept).exists()
    assert not SignIn.objects.exists()
    assert Client(headers={"cookie": f"jiheng_session={kept}"}).get("/").status_code == 302


@pytest.mark.usefixtures("city")
def test_pages_of_someone_signed_in_are_not_kept_by_browsers() -> None:
    client = Client()
    _enter(client, "clerk")

    assert "no-store" in client.get("/account/").headers["Cache-Control"]
