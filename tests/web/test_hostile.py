"""Bad input and bad days: markup in every text, formulas, forged headers, a full disk, a locked database."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client, override_settings
from django.utils import timezone
from openpyxl import load_workbook

from jiheng_web.filings import storing
from jiheng_web.filings.content import FormJson, digest_of
from jiheng_web.filings.models import Attachment, FilledForm, FormKind, Upload
from jiheng_web.journal.models import Entry
from jiheng_web.journal.verify import verify_database
from tests.web.addresses import World, build_world, routes
from tests.web.conftest import City, form_of

SignInAs = Callable[[str], Client]
MARKUP = (
    '<script>alert("{n}")</script>',
    '"><img src=x onerror=alert({n})>',
    "'-alert({n})-'</title><svg/onload=x>",
)
RAW = (b"<script>alert(", b"<img src=x onerror", b"<svg/onload")
_APPS = ("accounts", "filings", "approvals")
_MACHINE = frozenset(
    {"path", "username", "password", "digest", "hashed", "session_key", "start", "content_hash",
     "checked_hash", "key", "form_key", "row", "sha256", "media_type", "act", "standard", "layout", "rule",
     "code"}
)  # fmt: skip
"""Columns that no person writes: digests, keys, names of rules."""


@pytest.fixture
def world(city: City) -> World:
    return build_world(city)


def _texts_of(model: type[models.Model]) -> Iterator[tuple[str, int | None]]:
    """Yield the columns that hold words, and how many characters fit."""
    for field in model._meta.get_fields():
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text and field.name not in _MACHINE and not getattr(field, "choices", None):
            yield field.name, getattr(field, "max_length", None)


def _spoil_columns() -> int:
    """Write markup into every text column of every record, as if a form had let it through."""
    written = 0
    for label in _APPS:
        for model in apps.get_app_config(label).get_models():
            for name, longest in _texts_of(model):
                for number, record in enumerate(model._default_manager.all()):
                    text = MARKUP[number % len(MARKUP)].format(n=record.pk)
                    model._default_manager.filter(pk=record.pk).update(**{name: text[:longest]})
                    written += 1
    return written


def _spoil_contents() -> None:
    for upload in Upload.objects.all():
        upload.files = [{**one, "name": f"{MARKUP[1]}.csv"} for one in upload.files]
        upload.save()
    for form in FilledForm.objects.all():
        content = _spoiled(form.content)
        FilledForm.objects.filter(pk=form.pk).update(content=content, digest=digest_of(content))


def _spoiled(content: FormJson) -> FormJson:
    """Put markup into the cells that hold words."""
    text = "".join(MARKUP).format(n=1)
    words = {
        "name",
        "label",
        "expected",
        "achieved",
        "target",
        "deviation_reason",
        "heading",
        "text",
        "source",
    }
    made: FormJson = {}
    for name, value in content.items():
        if isinstance(value, list):
            made[name] = [{k: (text if k in words else v) for k, v in row.items()} for row in value]
        elif isinstance(value, str) and name in {"name", "supervising_department", "implementing_unit"}:
            made[name] = text
        else:
            made[name] = value
    return made


def _assert_escaped(name: str, path: str, content: bytes) -> None:
    for raw in RAW:
        at = content.find(raw)
        assert at < 0, f"{name} at {path}: {content[max(0, at - 80) : at + 80].decode(errors='replace')}"


def test_markup_in_any_text_is_shown_as_text(world: World) -> None:
    assert _spoil_columns() > 50
    _spoil_contents()
    shown = 0
    for route in routes():
        path = route.address(world.samples)
        for name in sorted(world.city.people.keys() - world.blind_for(route)):
            answer = world.ask(name, "GET", path)
            assert answer.status < 500, f"{name} at {path}"
            if "html" in answer.headers.get("Content-Type", ""):
                _assert_escaped(name, path, answer.content)
                shown += b"&lt;script&gt;alert(" in answer.content or b"&lt;img src=x" in answer.content
    assert shown > 40


def test_markup_in_the_address_is_shown_as_text(world: World) -> None:
    text = "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E%3Cscript%3Ealert(1)%3C/script%3E"
    asked = "&".join(f"{name}={text}" for name in (
        "q", "next", "page", "role", "act", "who", "body", "since", "sort", "state", "version", "task",
        "year", "from", "to", "form", "parent", "before", "after", "show", "tab",
        "profile", "filter", "index",
    ))  # fmt: skip
    for route in routes():
        path = f"{route.address(world.samples)}?{asked}"
        for name in ("clerk", "finance_reviewer", "system_administrator", "audit_administrator"):
            answer = world.ask(name, "GET", path)
            assert answer.status < 500, f"{name} at {path}"
            if "html" in answer.headers.get("Content-Type", ""):
                _assert_escaped(name, path, answer.content)
    missing = Client().get(f"/{text}/x")
    _assert_escaped("visitor", "404", missing.content)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_export_starts_a_formula(world: World, sign: str) -> None:
    """Names that a spreadsheet would run come out as text in every CSV and workbook."""
    formula = f'{sign}HYPERLINK("http://evil.example","x")'
    for number, body in enumerate((world.city.other_unit, world.city.other_department, world.city.unit)):
        body.name = f"{formula}{number}"
        body.save()
    for form in FilledForm.objects.filter(filing=world.filing):
        content = json.loads(json.dumps(form.content).replace("培训企业", json.dumps(formula)[1:-1]))
        FilledForm.objects.filter(pk=form.pk).update(content=content, digest=digest_of(content))
    samples = world.samples | {"suffix": "xlsx"}
    read = 0
    for route in routes():
        path = route.address(samples)
        for name in ("finance_reviewer", "system_administrator"):
            answer = world.ask(name, "GET", path)
            kind = answer.headers.get("Content-Type", "")
            if "csv" in kind:
                read += 1
                _assert_no_formula(path, csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            elif "spreadsheetml" in kind:
                read += 1
                for sheet in load_workbook(io.BytesIO(answer.content)):
                    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
                    assert "f" not in kinds, path
    assert read >= 3


def _assert_no_formula(path: str, rows: Iterator[list[str]]) -> None:
    for row in rows:
        for cell in row:
            if cell.lstrip("\t\r ").startswith(("=", "+", "-", "@")):
                assert cell.replace("-", "", 1).replace(".", "", 1).isdigit(), f"{path}: {cell}"
            assert not cell.startswith(("\t", "\r")), f"{path}: {cell!r}"


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", ""]
)
def test_another_host_is_refused(db: None, host: str) -> None:  # noqa: ARG001 - opens the database
    answer = Client().get("/sign-in", headers={"host": host or "\x00"})

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_forged_headers_lead_nowhere_else(city: City, sign_in: SignInAs) -> None:
    forged = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-original-url": "/people/",
              "x-rewrite-url": "/people/", "x-http-method-override": "DELETE"}  # fmt: skip
    number = city.people["clerk"].pk

    page = sign_in("system_administrator").post(f"/people/{number}/password", {"how": "link"}, headers=forged)

    assert page.context["link"].startswith("http://testserver/reset/")
    assert Client().get("/account/", headers=forged).headers["Location"] == "/sign-in?next=/account/"
    assert sign_in("head").get("/account/", headers=forged).status_code == 200


def test_what_is_too_large_is_refused_before_it_is_read(city: City, sign_in: SignInAs) -> None:
    filing = city.started()
    path = f"/filings/{filing.pk}/forms/{form_of(filing).key}/save"
    client = sign_in("clerk")

    body = client.post(path, "x" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "application/json")
    assert body.status_code == 413
    claimed = client.generic(
        "POST", "/account/keys", b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**12)
    )
    assert claimed.status_code == 413
    fields = "&".join(f"f{number}=1" for number in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert client.post("/account/keys", fields, "application/x-www-form-urlencoded").status_code == 400
    for length in ("-5", "x", "1e9"):
        assert client.generic("POST", "/account/keys", b"", CONTENT_LENGTH=length).status_code < 500


def test_a_full_disk_is_told_and_leaves_nothing_half(
    city: City, sign_in: SignInAs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing, client = city.started(), sign_in("clerk")
    client.raise_request_exception = False

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with override_settings(FILES=tmp_path / "files"):
        monkeypatch.setattr(os, "fsync", full)
        file = SimpleUploadedFile("佐证.txt", b"abc" * 1000)
        answer = client.post(f"/filings/{filing.pk}/attachments/add", {"files": file})

        assert answer.status_code == 507
        assert "磁盘已满" in answer.content.decode()
        assert not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]
    assert not Attachment.objects.exists()
    assert not Entry.objects.filter(act="attach").exists()
    assert verify_database().broken_at is None


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB, where one may be made."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system of our own may be made here")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def test_a_really_full_disk_keeps_no_half_file(tiny_disk: Path) -> None:
    with override_settings(FILES=tiny_disk / "files"):
        stored = storing.keep([b"abc"])
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            storing.keep([b"x" * 4096] * 40)

        assert [one for one in (tiny_disk / "files").rglob("*") if one.is_file()] == [
            storing.path_of(stored.sha256)
        ]


_LOCKED = """
import django, sqlite3, sys, time
django.setup()
from django.conf import settings
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.2
settings.ALLOWED_HOSTS.append("testserver")
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from jiheng_web.accounts.actions import add_person
from jiheng_web.journal.actions import SYSTEM
add_person("clerk", "甲", "Jiheng-2024!", actor=SYSTEM, must_change=False)
client = Client(raise_request_exception=False)
client.post("/sign-in", {"username": "clerk", "password": "Jiheng-2024!"})
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
answer = client.post("/account/keys", {"name": "x", "days": 30})
read = client.get("/account/")
print(answer.status_code, answer.headers.get("Retry-After"), read.status_code)
print(answer.content.decode())
other.execute("ROLLBACK")
print(client.post("/account/keys", {"name": "x", "days": 30}).status_code)
"""


def test_a_locked_database_is_told_and_passes(tmp_path: Path) -> None:
    """Another program holds the embedded database: saving says so, reading goes on, later all is well."""
    source = Path(__file__).parents[2] / "src"
    environment = os.environ | {
        "JIHENG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "jiheng_web.settings",
        "PYTHONPATH": str(source),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)

    done = subprocess.run(
        [sys.executable, "-c", _LOCKED],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert lines[0] == "503 5 200"
    assert "等几秒再试" in done.stdout
    assert lines[-1] == "200"


def test_a_clock_set_back_keeps_the_journal_whole(
    city: City, sign_in: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.moved(city.started(), "submit")
    past = timezone.now() - dt.timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: past)
    city.moved(city.filing(), "approve")
    monkeypatch.undo()

    assert verify_database().broken_at is None
    first, second = Entry.objects.all()[:2]
    assert first.number == second.number + 1
    assert first.at < second.at
    assert sign_in("auditor").get("/journal/").status_code == 200


def test_a_json_answer_is_never_taken_for_a_page(world: World) -> None:
    _spoil_columns()
    for route in routes():
        answer = world.ask("finance_reviewer", "GET", route.address(world.samples))
        if any(raw in answer.content for raw in RAW):
            kind = answer.headers["Content-Type"]
            assert "html" not in kind, route.pattern
            assert "xml" not in kind.replace("openxml", ""), route.pattern
            assert answer.headers["X-Content-Type-Options"] == "nosniff", route.pattern


def test_nul_and_strange_signs_are_no_failure(world: World) -> None:
    for text in ("%00", "%F0%9F%98%80", "%E2%80%AE", "%FF%FE", "%25", "..%2F..%2Fsecret.key", "%0d%0aX: y"):
        for route in routes():
            path = (
                f"{route.address(world.samples)}?q={text}&page={text}&version={text}&body={text}&who={text}"
            )
            answer = world.ask("finance_reviewer", "GET", path)
            assert answer.status < 500, path
            assert "X" not in answer.headers, path


def test_a_nul_in_a_form_is_refused_and_not_kept(city: City, sign_in: SignInAs) -> None:
    filing = city.moved(city.started(), "submit")
    client = sign_in("head")
    client.raise_request_exception = False
    entries = Entry.objects.count()
    form = {"act": "send_back", "comment": "请\0改", "seen_hash": filing.content_hash, "text": "\0"}

    with transaction.atomic():
        statuses = [
            client.post(f"/filings/{filing.pk}/{place}", form).status_code for place in ("move", "remarks")
        ]
        transaction.set_rollback(True)

    assert set(statuses) <= {302, 400}
    assert Entry.objects.count() == entries


def test_a_project_named_in_markup_makes_documents(world: World) -> None:
    _spoil_contents()
    for suffix in ("docx", "xlsx", "pdf"):
        path = f"/filings/{world.filing.pk}/documents/now/official.{suffix}"
        answer = world.ask("finance_reviewer", "GET", path)
        assert answer.status in {200, 422}, path
    assert form_of(world.filing, FormKind.PROJECT).title.startswith("<script>")


def test_the_sessions_cookie_is_out_of_reach_of_scripts(city: City) -> None:
    client = Client()
    client.post("/sign-in", {"username": "clerk", "password": "Jiheng-2024!"})

    cookie = client.cookies["jiheng_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert city.people
    # Under HTTPS cookies are marked secure as well: asked of the settings by themselves.
    asked = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS"
    call = f"from jiheng_web import settings as s; print({asked})"
    environment = os.environ | {
        "JIHENG_HOME": str(django_settings.HOME), "JIHENG_HTTPS": "1",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", call], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True", "31536000"]
