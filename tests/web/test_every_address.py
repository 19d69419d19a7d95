"""Every role at every address by every method, read from the routes: a new page is held to this at once."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiheng_web.accounts.models import Person
from jiheng_web.journal.models import Entry
from tests.web.addresses import FORM, Route, World, build_world, routes
from tests.web.conftest import City

pytestmark = pytest.mark.slow

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OPEN_TO_ALL = frozenset(
    {"sign-in", "second-factor", "first", "reset-password", "public", "public-filing", "public-file",
     "api-description"}
)  # fmt: skip
"""The whole list of what nobody has to sign in for."""
API = "api/"
NOT_ALLOWED = 405
SENT = (
    ('{"batch": "6e1a3a5e-3a57-4f0c-8a4d-0d9b1f6f9e10", "seen": 0, "operations": []}', "application/json"),
    ("act=approve&comment=x&seen_hash=x&text=x&name=x&active=0", FORM),
)
_TOKEN = re.compile(rb'(name="csrf-token" content|name="csrfmiddlewaretoken" value)="[^"]*"')


@pytest.fixture
def world(city: City) -> World:
    return build_world(city)


def _with_object() -> list[Route]:
    return [route for route in routes() if route.parameters]


def test_every_parameter_has_a_sample(world: World) -> None:
    for route in _with_object():
        for parameter in route.parameters:
            known = {parameter, f"{route.family}:{parameter}"} & world.samples.keys()
            assert known, f"give {parameter} of {route.pattern} a sample in tests/web/addresses.py"


def test_what_is_open_is_on_a_short_list() -> None:
    opened = {route.name for route in routes() if route.is_open and not route.pattern.startswith(API)}

    assert opened | {"api-description"} == OPEN_TO_ALL


def test_nobody_gets_in_without_signing_in(world: World) -> None:
    visitor = Client()
    for route in routes():
        path = route.address(world.samples)
        for method in METHODS:
            answer = visitor.generic(method, path)
            if route.pattern.startswith(API) and route.name not in OPEN_TO_ALL:
                assert answer.status_code in {401, 405}, f"{method} {path}"
            elif route.name not in OPEN_TO_ALL:
                assert answer.status_code == 302, f"{method} {path}"
                assert answer.headers["Location"].startswith("/sign-in?next="), f"{method} {path}"


def test_what_one_may_not_know_of_does_not_exist(world: World) -> None:
    """Whatever is sent: the object is looked for before the body is looked at."""
    asked = 0
    for route in _with_object():
        path = route.address(world.samples)
        methods: tuple[str, ...] = METHODS
        for name in sorted(world.blind_for(route)):
            statuses = {method: world.ask(name, method, path).status for method in methods}
            # Which methods a page takes is asked once; it is decided before who asks.
            methods = tuple(method for method in methods if statuses[method] != NOT_ALLOWED)
            if "POST" in methods:
                statuses |= {body: world.ask(name, "POST", path, body, kind).status for body, kind in SENT}
            asked += len(statuses)
            wrong = {sent: status for sent, status in statuses.items() if status not in {404, NOT_ALLOWED}}
            # The API reads the body first; what it says of it, it says of an object that is not there.
            may_be_400 = route.pattern.startswith(API) and 400 in statuses.values()
            if may_be_400 and set(wrong.values()) == {400}:
                wrong = {}
            assert not wrong, f"{name} at {path}: {wrong}"
            assert may_be_400 or 404 in statuses.values(), f"{name} at {path}: {statuses}"
    assert asked > 1500


def test_the_api_says_nothing_of_a_hidden_object(world: World) -> None:
    for route in (one for one in _with_object() if one.pattern.startswith(API)):
        missing = route.address(world.samples | {"filings:number": "987654"})
        for name in sorted(world.blind_for(route)):
            for method in METHODS:
                for body, kind in (("", FORM), *SENT):
                    hidden = world.ask(name, method, route.address(world.samples), body, kind)
                    other = world.ask(name, method, missing, body, kind)
                    assert (hidden.status, hidden.content) == (other.status, other.content), route.pattern
                    assert hidden.status in {400, 404, NOT_ALLOWED}, route.pattern


def test_hidden_and_missing_look_alike(world: World) -> None:
    for route in _with_object():
        if not world.blind_for(route) or "number" not in route.parameters:
            continue
        name = min(world.blind_for(route))
        hidden = world.ask(name, "GET", route.address(world.samples))
        missing = world.ask(name, "GET", route.address(world.samples | {f"{route.family}:number": "987654"}))
        assert _bare(hidden.content) == _bare(missing.content), route.pattern
        assert world.city.unit.name.encode() not in hidden.content, route.pattern


def _bare(page: bytes) -> bytes:
    return _TOKEN.sub(b"", page)


def test_a_number_beyond_all_numbers_is_not_found(world: World) -> None:
    for route in _with_object():
        for parameter in route.parameters:
            if not re.search(rf"<int:{parameter}>", route.pattern):
                continue
            for number in ("0", "9" * 30):
                samples = world.samples | {f"{route.family}:{parameter}": number, parameter: number}
                path = route.address(samples)
                for name in ("finance_reviewer", "clerk", "system_administrator"):
                    for method in ("GET", "POST"):
                        status = world.ask(name, method, path).status
                        assert status < 500, f"{name}: {method} {path}"


def test_those_who_may_know_get_an_answer(world: World) -> None:
    """Whatever a role sends to what it sees: an answer that says what is wrong, never a failure."""
    bodies = (
        ("", FORM),
        ("{}", "application/json"),
        ('{"batch": 1, "operations": [[[]]]}', "application/json"),
        ("number=x&key=%00&act=%F0%9F%98%80&page=-1&seen_hash=", FORM),
    )
    seen: Counter[int] = Counter()
    for route in routes():
        path = route.address(world.samples)
        for name in sorted(world.city.people.keys() - world.blind_for(route)):
            for body, kind in bodies:
                status = _post(world, name, path, body, kind)
                seen[status] += 1
                assert status < 500, f"{name}: POST {path} {body}"
    assert seen[405] > 100
    assert Person.objects.filter(is_active=True).count() == len(world.city.people)


def _post(world: World, name: str, path: str, body: str, kind: str) -> int:
    """Ask, and take back what it did: the next role meets the same world."""
    with transaction.atomic():
        status = world.ask(name, "POST", path, body, kind).status
        transaction.set_rollback(True)
    if path in {"/sign-out", "/account/sessions/end-others"}:
        world.forget(name)
    return status


def test_looking_acts_on_nothing(world: World) -> None:
    """GET and HEAD write no entry of the journal and no record but the session and who is looking."""
    # What lists show of a filing is computed from its contents when somebody first looks.
    allowed = (
        '"django_session"',
        '"accounts_signin"',
        '"filings_presence"',
        '"filings_filing" SET "projects"',
        '"accounts_token" SET "last_used_at"',
    )
    written: list[str] = []
    for route in routes():
        path = route.address(world.samples)
        for name in sorted(world.city.people.keys() - world.blind_for(route)):
            entries = Entry.objects.count()
            for method in ("GET", "HEAD"):
                with CaptureQueriesContext(connection) as asked:
                    status = world.ask(name, method, path).status
                assert status < 500, f"{name}: {method} {path}"
                written += [
                    f"{name}: {method} {path} {query['sql'][:60]}"
                    for query in asked.captured_queries
                    if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
                    and not any(table in query["sql"] for table in allowed)
                ]
            assert Entry.objects.count() == entries, f"{name}: {path}"
    assert not written


def test_every_answer_carries_the_headers_that_protect(world: World) -> None:
    for route in routes():
        path = route.address(world.samples)
        for name in ("clerk", "outsider", "finance_reviewer", "system_administrator"):
            for method in ("GET",) if name != "outsider" else ("DELETE",):
                headers = world.ask(name, method, path).headers
                policy = headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy, path
                assert "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy, path
                assert "script-src 'unsafe" not in policy, path
                assert "unsafe-eval" not in policy, path
                assert headers["X-Content-Type-Options"] == "nosniff", path
                assert headers["X-Frame-Options"] in {"SAMEORIGIN", "DENY"}, path
                assert headers["Referrer-Policy"] == "same-origin", path
                assert "no-store" in headers.get("Cache-Control", "no-store"), path


def test_no_form_is_taken_without_its_token(world: World) -> None:
    entries = Entry.objects.count()
    for name in ("clerk", "system_administrator"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.city.people[name], backend="django.contrib.auth.backends.ModelBackend")
        for route in routes():
            path = route.address(world.samples)
            status = client.post(path, "x=1", FORM).status_code
            # The API asks for its key: a browser's session does not count there.
            is_api = route.pattern.startswith(API) and route.name not in OPEN_TO_ALL
            assert status in ({401, NOT_ALLOWED} if is_api else {403}), f"{name}: {path}"
    assert Entry.objects.count() == entries
