"""Filings under review, for tests: filled in, submitted, moved and remarked on as the pages do it."""

from __future__ import annotations

import uuid

from django.test import Client

from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Set
from jiheng_web.filings.models import Filing
from tests.web.conftest import City, actor, form_of


def fill(city: City, filing: Filing, **cells: str) -> str:
    """Write cells of the department table's first indicator; return the row's id."""
    form, clerk = form_of(filing), city.people["clerk"]
    row = form.content["indicators"][0]
    operations = [Set(f"indicators/{row['id']}/{name}", row[name], value) for name, value in cells.items()]
    save_changes(form, operations, batch=uuid.uuid4(), seen=form.version, actor=actor(clerk), person=clerk)
    filing.refresh_from_db()
    return str(row["id"])


def submitted(city: City, *acts: str) -> tuple[Filing, str]:
    filing = city.started()
    row = fill(city, filing, name="培训企业", target="≥40家", achieved="30家", max_score="10", score="10")
    return city.moved(filing, "submit", *acts), row


def move(client: Client, filing: Filing, act: str, **more: str) -> int:
    sent = {"act": act, "seen_hash": filing.content_hash, "seen_state": filing.state, **more}
    return client.post(f"/filings/{filing.pk}/move", sent).status_code


def pin(client: Client, filing: Filing, row: str, text: str = "完成值与报告不符，请核实。") -> int:
    sent = {"form_key": form_of(filing).key, "path": f"indicators/{row}/achieved", "text": text}
    return client.post(f"/filings/{filing.pk}/remarks", sent).status_code
