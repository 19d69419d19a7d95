"""Sessions: listed, ended one by one or all, ended when idle; passwords and keys of one's own account."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from jiheng_web.accounts.models import SignIn, Token
from jiheng_web.accounts.tokens import person_of_token
from jiheng_web.journal.models import Entry
from tests.web.conftest import PASSWORD, City

SignInAs = Callable[[str], Client]
NEW = "Gaotie-8847-xinlu"


def _entered(name: str = "clerk", password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": name, "password": password})
    assert answer.status_code == 302, answer.context["form"].errors
    return client


@pytest.mark.usefixtures("city")
def test_one_session_is_ended_from_another() -> None:
    here, there = _entered(), _entered()
    key = there.cookies["jiheng_session"].value
    listed = here.get("/account/sessions").context["sessions"]
    number = next(one.pk for one in listed if one.session_key == key)

    assert here.get(f"/account/sessions/{number}/end").status_code == 405
    assert here.post(f"/account/sessions/{number}/end").status_code == 302

    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


@pytest.mark.usefixtures("city")
def test_all_others_are_ended() -> None:
    here, others = _entered(), [_entered(), _entered()]

    here.post("/account/sessions/end-others")

    assert [client.get("/account/").status_code for client in others] == [302, 302]
    assert here.get("/account/").status_code == 200


@pytest.mark.usefixtures("city")
def test_somebody_elses_session_does_not_exist() -> None:
    here, theirs = _entered(), _entered("head")
    number = SignIn.objects.get(person__username="head").pk

    assert here.post(f"/account/sessions/{number}/end").status_code == 404
    assert theirs.get("/account/").status_code == 200


@pytest.mark.usefixtures("city")
def test_the_security_administrator_ends_all_of_someones(city: City) -> None:
    theirs, keeper = _entered(), _entered("security_administrator")
    path = f"/people/{city.people['clerk'].pk}/sessions"

    assert _entered("system_administrator").post(path).status_code == 403
    assert keeper.post(path).status_code == 302

    assert theirs.get("/account/").status_code == 302
    assert Entry.objects.filter(act="end_sessions").count() == 1


@pytest.mark.usefixtures("city")
def test_a_session_ends_when_idle_and_leads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    client = _entered()
    client.get("/account/")
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + 29 * 60)
    assert client.get("/account/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 60 * 60)

    assert client.get("/account/").headers["Location"] == "/sign-in?next=/account/"
    assert not SignIn.objects.exists()


@pytest.mark.usefixtures("city")
def test_a_session_ends_after_twelve_hours_however_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    client, now = _entered(), time.time()
    client.get("/account/")

    for minutes in range(20, 12 * 60, 20):
        monkeypatch.setattr(time, "time", lambda at=minutes: now + at * 60)
        assert client.get("/account/").status_code == 200, minutes
    monkeypatch.setattr(time, "time", lambda: now + 12 * 3600 + 60)
    assert client.get("/account/").status_code == 302
    assert "12 小时" in client.get("/sign-in").content.decode()


@pytest.mark.usefixtures("city")
def test_a_clock_set_back_neither_ends_nor_prolongs(monkeypatch: pytest.MonkeyPatch) -> None:
    client = _entered()
    client.get("/account/")
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now - 5 * 3600)
    assert client.get("/account/").status_code == 200
    # Noted anew by the clock as it is now, not by the hours that lie ahead.
    monkeypatch.setattr(time, "time", lambda: now - 5 * 3600 + 31 * 60)
    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("city")
def test_the_last_use_is_noted_at_most_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    client = _entered()
    client.get("/account/")
    SignIn.objects.update(last_seen=timezone.now() - dt.timedelta(hours=1))
    before = SignIn.objects.get().last_seen

    client.get("/account/")
    assert SignIn.objects.get().last_seen == before
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    client.get("/account/")
    assert SignIn.objects.get().last_seen > before


@pytest.mark.usefixtures("city")
def test_changing_the_password_ends_the_other_sessions_and_renews_this_one() -> None:
    here, there = _entered(), _entered()
    key = here.cookies["jiheng_session"].value

    answer = here.post("/account/password", {"present": PASSWORD, "new": NEW, "again": NEW})

    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert here.cookies["jiheng_session"].value != key
    assert there.get("/account/").status_code == 302
    assert SignIn.objects.get().session_key == here.cookies["jiheng_session"].value
    _entered(password=NEW)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("present", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, NEW + "x"),
        (PASSWORD, "Short-1", "Short-1"),
        (PASSWORD, "onlysmallletters", "onlysmallletters"),
        (PASSWORD, "Clerk-clerk", "Clerk-clerk"),
        (PASSWORD, "Password123", "Password123"),
        (PASSWORD, PASSWORD, PASSWORD),
    ],
)
def test_a_weak_or_known_password_is_refused(present: str, new: str, again: str) -> None:
    client = _entered()

    answer = client.post("/account/password", {"present": present, "new": new, "again": again})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    _entered()


@pytest.mark.usefixtures("city")
def test_the_last_five_passwords_cannot_come_back() -> None:
    client, now = _entered(), PASSWORD
    for number in range(1, 6):
        new = f"Gaotie-{number}-xinlu"
        client.post("/account/password", {"present": now, "new": new, "again": new})
        now = new

    for old in ("Gaotie-1-xinlu", "Gaotie-4-xinlu"):
        answer = client.post("/account/password", {"present": now, "new": old, "again": old})
        assert "最近 5 次" in str(answer.context["form"].errors["new"])
    # The sixth back is free again.
    answer = client.post("/account/password", {"present": now, "new": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302


def test_a_password_that_must_be_changed_comes_first(city: City) -> None:
    clerk = city.people["clerk"]
    clerk.must_change_password = True
    clerk.save()
    client = _entered()

    assert client.get("/").headers["Location"] == "/account/password"
    assert client.post("/account/keys", {"name": "x", "days": 30}).status_code == 302
    assert not Token.objects.exists()
    client.post("/account/password", {"present": PASSWORD, "new": NEW, "again": NEW})
    assert client.get("/").status_code == 200


def test_a_key_is_shown_once_and_works_until_revoked(city: City, sign_in: SignInAs) -> None:
    client = sign_in("clerk")

    made = client.post("/account/keys", {"name": "财务系统", "days": 30})

    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in client.get("/account/keys").content.decode()
    assert secret not in str(Token.objects.values())
    assert person_of_token(f"Bearer {secret}") == city.people["clerk"]
    assert person_of_token(f"bearer {secret}") == city.people["clerk"]
    for wrong in ("", secret, "Bearer ", "Bearer jh_x", f"Basic {secret}", f"Bearer {secret}x"):
        assert person_of_token(wrong) is None, wrong

    number = Token.objects.get().pk
    assert sign_in("head").post(f"/account/keys/{number}/revoke").status_code == 404
    assert client.get(f"/account/keys/{number}/revoke").status_code == 405
    assert client.post(f"/account/keys/{number}/revoke").status_code == 302
    assert person_of_token(f"Bearer {secret}") is None


def test_a_key_ends_by_itself_and_with_its_person(city: City, sign_in: SignInAs) -> None:
    secret = sign_in("clerk").post("/account/keys", {"name": "甲", "days": 30}).context["secret"]
    Token.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert person_of_token(f"Bearer {secret}") is None

    secret = sign_in("clerk").post("/account/keys", {"name": "乙", "days": 30}).context["secret"]
    city.people["clerk"].is_active = False
    city.people["clerk"].save()
    assert person_of_token(f"Bearer {secret}") is None


@pytest.mark.parametrize("days", ["0", "-1", "9999", "x", ""])
def test_a_key_cannot_live_for_ever(sign_in: SignInAs, days: str) -> None:
    sign_in("clerk").post("/account/keys", {"name": "甲", "days": days})

    assert not Token.objects.exists()


@pytest.mark.usefixtures("city")
def test_sessions_that_ended_by_themselves_leave_nothing_behind() -> None:
    _entered("head")
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    SignIn.objects.update(last_seen=timezone.now() - dt.timedelta(hours=13))

    _entered()

    assert Session.objects.count() == 1
    assert [one.person.username for one in SignIn.objects.all()] == ["clerk"]
