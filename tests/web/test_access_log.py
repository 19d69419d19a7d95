"""Access logs: a line a request, kept for six calendar months whatever settings say."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from jiheng_web.journal.access import file_of, prune_access_logs
from jiheng_web.journal.models import Entry
from tests.web.conftest import PASSWORD, City

SignInAs = Callable[[str], Client]


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "access"
    with override_settings(ACCESS_LOGS=folder):
        yield folder


def _lines(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.open(encoding="utf-8")
    ]


@pytest.mark.usefixtures("city")
def test_a_line_says_who_from_where_and_how_it_ended(logs: Path) -> None:
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    client.get("/account/?secret=x")
    client.get("/nowhere")

    first, second, third = _lines(logs)
    assert (first["method"], first["path"], first["status"]) == ("POST", "/sign-in", 302)
    assert (second["who"], second["address"], second["path"], second["status"]) == (
        "clerk", "10.1.2.3", "/account/", 200
    )  # fmt: skip
    assert third["status"] == 404
    assert PASSWORD not in json.dumps(_lines(logs))
    file = next(logs.glob("*.jsonl"))
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("city")
def test_a_path_cannot_forge_a_line(logs: Path) -> None:
    Client().get('/x%0A{"who": "auditor"}%0D')

    (line,) = _lines(logs)
    assert line["who"] == ""


@pytest.mark.usefixtures("city")
def test_a_header_forges_no_address(logs: Path) -> None:
    Client().get("/sign-in", headers={"x-forwarded-for": "1.2.3.4"})
    with override_settings(TRUSTED_PROXY="127.0.0.1"):
        Client().get("/sign-in", headers={"x-forwarded-for": "6.6.6.6, 1.2.3.4"})

    assert [line["address"] for line in _lines(logs)] == ["127.0.0.1", "1.2.3.4"]


@given(
    today=st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
    age=st.integers(0, 800),
    months=st.integers(-5, 24),
)
def test_the_last_six_calendar_months_are_never_removed(today: dt.date, age: int, months: int) -> None:
    import tempfile  # noqa: PLC0415 - a folder for each example

    day = today - dt.timedelta(days=age)
    with (
        tempfile.TemporaryDirectory() as name,
        override_settings(ACCESS_LOGS=Path(name), ACCESS_LOG_MONTHS=months),
    ):
        file = Path(name) / f"{day.isoformat()}.jsonl"
        file.touch()
        removed = prune_access_logs(today)

        apart = (today.year - day.year) * 12 + today.month - day.month
        if apart <= 6:
            assert file.exists()
        assert file.exists() is (apart <= max(6, months))
        assert removed == ([] if file.exists() else [file.name])


@pytest.mark.parametrize(("given_months", "kept"), [("1", 6), ("0", 6), ("-3", 6), ("6", 6), ("18", 18)])
def test_settings_cannot_ask_for_less(tmp_path: Path, given_months: str, kept: int) -> None:
    call = [sys.executable, "-c", "from jiheng_web import settings; print(settings.ACCESS_LOG_MONTHS)"]
    environment = os.environ | {
        "JIHENG_HOME": str(tmp_path), "JIHENG_ACCESS_LOG_MONTHS": given_months,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }  # fmt: skip

    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=True)

    assert int(done.stdout) == kept


def test_other_files_are_left_alone(logs: Path) -> None:
    logs.mkdir()
    for name in ("notes.txt", "2001-01-01.jsonl.bak", "2001-01-01.jsonl"):
        (logs / name).touch()

    assert prune_access_logs(dt.date(2026, 1, 1)) == ["2001-01-01.jsonl"]
    assert sorted(file.name for file in logs.iterdir()) == ["2001-01-01.jsonl.bak", "notes.txt"]


def test_the_audit_administrator_downloads_a_day(city: City, sign_in: SignInAs, logs: Path) -> None:
    client = sign_in("audit_administrator")
    client.get("/account/")
    (day,) = client.get("/access-logs/").context["page_obj"]

    answer = client.post(f"/access-logs/{day.day.isoformat()}")

    assert json.loads(answer.getvalue().splitlines()[0])["path"] == "/account/"
    assert Entry.objects.filter(act="read_access_log").count() == 1
    for other in ("2001-01-01", "passwd", "2026-13-40"):
        assert client.post(f"/access-logs/{other}").status_code == 404
    assert sign_in("security_administrator").get("/access-logs/").status_code == 403
    assert city.people
    assert logs.is_dir()


@pytest.mark.parametrize("words", ["../secret", "2026-01-01/../../secret.key", "", "x", "20260101x", "."])
def test_only_days_name_a_log(words: str) -> None:
    assert file_of(words) is None
