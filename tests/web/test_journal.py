"""The journal: read by those who audit, filtered, verified, exported; it says where it was tampered with."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

import jiheng_web
from jiheng_web.accounts.tokens import make_token
from jiheng_web.approvals.route import TRANSITIONS
from jiheng_web.journal.actions import SYSTEM, record
from jiheng_web.journal.models import ChainEnd, Entry
from jiheng_web.journal.verify import JournalFileInvalid, verify_database, verify_file
from jiheng_web.journal.words import ACTS
from tests.web.conftest import PASSWORD, City, actor

SignInAs = Callable[[str], Client]


def _tamper(statement: str) -> None:
    """Change the table as someone with the database's own tools can: the triggers taken off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS journal_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS journal_no_delete")
        else:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET words = 'x' WHERE number = 3", "DELETE FROM journal_entry"]
)
def test_the_database_itself_refuses_to_change_entries(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE journal_entry SET words = 'x' WHERE number = 3", 3),
        ("UPDATE journal_entry SET person_name = 'x' WHERE number = 5", 5),
        ("UPDATE journal_entry SET at = '2020-01-01 00:00:00' WHERE number = 4", 4),
        ("DELETE FROM journal_entry WHERE number = 6", 7),
        ("UPDATE journal_entry SET result = 'refused' WHERE number = 1", 1),
    ],
)
def test_tampering_is_told_with_its_place(statement: str, broken_at: int) -> None:
    assert verify_database().broken_at is None
    _tamper(statement)

    assert verify_database().broken_at == broken_at


@pytest.mark.usefixtures("city")
def test_cutting_off_the_end_is_told() -> None:
    last = ChainEnd.objects.get().number
    _tamper(f"DELETE FROM journal_entry WHERE number > {last - 2}")  # noqa: S608 - a number of our own

    assert verify_database().broken_at == last - 1


def test_every_column_of_an_entry_is_under_its_digest(city: City) -> None:
    columns = {field.name for field in Entry._meta.get_fields()}
    covered = set(json.loads(_exported(city)[0]))

    assert columns == covered


def _exported(city: City) -> list[str]:
    client = Client()
    client.force_login(
        city.people["audit_administrator"], backend="django.contrib.auth.backends.ModelBackend"
    )
    answer = client.post("/journal/export")
    assert answer.streaming
    return answer.getvalue().decode().splitlines()


def test_an_export_proves_itself_and_says_where_it_was_changed(city: City, tmp_path: Path) -> None:
    lines, file = _exported(city), tmp_path / "journal.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    verdict = verify_file(file)
    assert (verdict.broken_at, verdict.count) == (None, Entry.objects.count())
    assert verdict.last == ChainEnd.objects.get().digest
    # The export is in the journal, and so in itself.
    assert json.loads(lines[-1])["act"] == "export_journal"

    for at, change in ((2, {"words": "x"}), (4, {"address": "10.0.0.1"})):
        changed = [*lines]
        changed[at] = json.dumps(json.loads(lines[at]) | change, ensure_ascii=False)
        file.write_text("\n".join(changed), encoding="utf-8")
        assert verify_file(file).broken_at == at + 1
    file.write_text("\n".join([*lines[:5], *lines[6:]]), encoding="utf-8")
    assert verify_file(file).broken_at == 7
    file.write_text("\n".join([*lines[:3], "nonsense"]), encoding="utf-8")
    with pytest.raises(JournalFileInvalid, match="第 4 行"):
        verify_file(file)


@pytest.mark.usefixtures("city")
def test_verifying_on_the_page(sign_in: SignInAs) -> None:
    client = sign_in("audit_administrator")
    assert client.get("/journal/verify").status_code == 405

    good = client.post("/journal/verify").content.decode()
    assert "日志相符" in good
    assert Entry.objects.filter(act="verify_journal").count() == 1
    _tamper("UPDATE journal_entry SET words = 'x' WHERE number = 3")
    bad = client.post("/journal/verify").content.decode()

    assert "第 3 条" in bad


@pytest.mark.usefixtures("city")
def test_who_reads_the_journal(city: City, sign_in: SignInAs) -> None:
    statuses = {name: sign_in(name).get("/journal/").status_code for name in city.people}

    assert {name for name, status in statuses.items() if status == 200} == {"auditor", "audit_administrator"}
    assert set(statuses.values()) == {200, 403}
    for path in ("/journal/verify", "/journal/export", "/access-logs/prune", "/access-logs/2026-01-01"):
        assert sign_in("auditor").post(path).status_code == 403, path


def test_an_auditor_reads_the_entries_of_their_bodies_alone(city: City, sign_in: SignInAs) -> None:
    membership = city.people["auditor"].memberships.get()
    membership.body = city.other_department
    membership.save()
    city.moved(city.started(), "submit")
    record(SYSTEM, "note", ("body", 1), "本处", body=city.other_unit.pk)
    record(SYSTEM, "note", ("body", 1), "没有单位的")

    rows = sign_in("auditor").get("/journal/").context["rows"]

    ids = {city.other_department.pk, city.other_unit.pk}
    assert {row["entry"].body for row in rows} == ids
    all_rows = sign_in("audit_administrator").get("/journal/").context["page_obj"]
    assert all_rows.paginator.count == Entry.objects.count()


def test_one_filings_journal_is_for_its_auditors(city: City, sign_in: SignInAs) -> None:
    filing = city.moved(city.started(), "submit")
    path = f"/filings/{filing.pk}/journal"

    rows = sign_in("auditor").get(path).context["rows"]
    assert [row["entry"].act for row in rows] == ["submit", "start"]
    for name, status in {
        "clerk": 403, "finance_reviewer": 403, "sibling_clerk": 404, "outsider": 404, "other_reviewer": 404,
        "system_administrator": 404, "audit_administrator": 404,
    }.items():  # fmt: skip
        assert sign_in(name).get(path).status_code == status, name


def test_filters_narrow_the_list(city: City, sign_in: SignInAs) -> None:
    city.moved(city.started(), "submit")
    client = sign_in("audit_administrator")

    def numbers(**asked: str) -> set[str]:
        return {row["entry"].act for row in client.get("/journal/", asked).context["rows"]}

    assert numbers(act="submit") == {"submit"}
    assert numbers(who="clerk", act="submit") == {"submit"}
    assert numbers(who="nobody") == set()
    assert numbers(body="中小企业", act="submit") == {"submit"}
    assert numbers(body="公路养护", act="submit") == set()
    assert numbers(until="2000-01-01") == set()
    assert "submit" in numbers(since="2000-01-01", until="2999-12-31")
    assert numbers(result="refused") == set()
    # What is no date or no act is said, and filters nothing.
    assert "日期" in client.get("/journal/?since=gestern").content.decode()
    assert client.get("/journal/?act=%27%20OR%201=1--").status_code == 200
    assert client.get("/journal/?page=999999").status_code == 200


def test_the_list_is_constant_in_queries(
    city: City, sign_in: SignInAs, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in("audit_administrator")
    client.get("/account/")
    for number in range(200):
        record(SYSTEM, "note", ("body", number), "一条", body=city.unit.pk if number % 2 else city.sibling.pk)

    with django_assert_max_num_queries(8):
        page = client.get("/journal/")
    assert len(page.context["rows"]) == 100


def test_an_act_without_the_right_is_noted_and_looking_is_not(city: City, sign_in: SignInAs) -> None:
    path = f"/people/{city.people['clerk'].pk}/unlock"
    sign_in("system_administrator").get("/journal/")
    assert not Entry.objects.filter(result="refused").exists()

    sign_in("system_administrator").post(path)

    entry = Entry.objects.get(result="refused")
    assert (entry.act, entry.person) == ("refuse", city.people["system_administrator"].pk)
    assert json.loads(entry.details) == {"path": path, "route": "unlock"}
    assert verify_database().broken_at is None


def test_what_the_api_refuses_is_noted(city: City) -> None:
    head = city.people["head"]
    filing = city.started()
    _, key = make_token(head, "测试", days=1, actor=actor(head))
    path = f"/api/v1/filings/{filing.pk}/projects"

    answer = Client().post(
        path, {"name": "培训项目"}, "application/json", headers={"authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 403
    entry = Entry.objects.get(result="refused")
    assert (entry.person, json.loads(entry.details)["path"]) == (head.pk, path)


@pytest.mark.usefixtures("city")
def test_no_password_is_ever_in_the_journal() -> None:
    client = Client()
    client.post("/sign-in", {"username": "clerk", "password": "the wrong Passw0rd"})
    client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    client.post("/account/password", {"present": PASSWORD, "new": "Gaotie-88-xin", "again": "Gaotie-88-xin"})

    kept = str(list(Entry.objects.values()))
    assert not [secret for secret in ("the wrong Passw0rd", PASSWORD, "Gaotie-88-xin") if secret in kept]


def test_every_act_has_a_title_for_its_readers() -> None:
    """Read from the code: whoever adds an act says in journal/words.py what its readers call it."""
    written = {step.act for step in TRANSITIONS}
    for module in Path(jiheng_web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "note"}:
                act = node.args[1] if len(node.args) > 1 else None
                if isinstance(act, ast.Constant):
                    written.add(str(act.value))

    assert len(written) > 40
    assert written <= ACTS.keys()
