"""What clerks and reviewers do in the load measurement; run by locust, see ``benchmarks.web``.

A clerk saves one or two cells of a table of forty rows every few seconds, as the editor does; each reviewer
asks for the board of two thousand packages. What the server acknowledged is written down, to be compared
afterwards; so is what was sent last, which may have been kept although nobody was told.
"""

from __future__ import annotations

import json
import os
import random
import uuid
from pathlib import Path
from typing import Any

from locust import constant_throughput, events, task
from locust.contrib.fasthttp import FastHttpUser

PLAN: dict[str, Any] = json.loads(Path(os.environ["JIHENG_LOAD_PLAN"]).read_text(encoding="utf-8"))
_clerks = iter(PLAN["clerks"])
_reviewers = iter(PLAN["reviewers"])
_acknowledged: dict[str, dict[str, str]] = {}
_sent: dict[str, dict[str, str]] = {}
_COLUMNS = ("achieved", "deviation_reason")
SAVES_A_SECOND_EACH = 0.2
LISTS_A_SECOND_EACH = 0.5


class _Person(FastHttpUser):
    abstract = True

    def headers(self, session: str) -> dict[str, str]:
        """Return the headers of a signed-in browser."""
        token = PLAN["csrf"]
        return {
            "Cookie": f"jiheng_session={session}; jiheng_csrf={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/json",
        }


class Clerk(_Person):
    """Types into one form."""

    fixed_count = len(PLAN["clerks"])
    wait_time = constant_throughput(SAVES_A_SECOND_EACH)

    def on_start(self) -> None:
        """Take a seat: one filing and its form."""
        self.seat = next(_clerks)
        self.values: dict[str, str] = dict(self.seat["values"])
        self.version = self.seat["version"]
        _acknowledged[self.seat["form"]] = self.values

    @task
    def save(self) -> None:
        """Change one or two cells and wait for the answer."""
        changed = {
            f"indicators/{row}/{column}": f"{random.randint(1, 9999)}件"  # noqa: S311 - figures for a load
            for row in random.sample(self.seat["rows"], random.randint(1, 2))  # noqa: S311 - as above
            for column in random.sample(_COLUMNS, 1)
        }
        operations = [
            {"op": "set", "path": path, "was": self.values.get(path, ""), "value": value}
            for path, value in changed.items()
        ]
        _sent[self.seat["form"]] = changed
        body = {"batch": str(uuid.uuid4()), "seen": self.version, "operations": operations}
        with self.client.post(
            self.seat["url"],
            json=body,
            headers=self.headers(self.seat["session"]),
            name="save",
            catch_response=True,
        ) as answer:
            if answer.status_code != 200 or answer.json()["conflicts"]:  # noqa: PLR2004 - OK
                answer.failure(f"{answer.status_code} {str(answer.text)[:200]}")
                return
            self.version = answer.json()["version"]
            self.values.update(changed)
            _sent[self.seat["form"]] = {}


class Reviewer(_Person):
    """Looks through the packages."""

    fixed_count = len(PLAN["reviewers"])
    wait_time = constant_throughput(LISTS_A_SECOND_EACH)

    def on_start(self) -> None:
        """Take a seat."""
        self.seat = next(_reviewers)

    @task(3)
    def board(self) -> None:
        """Ask for a page of the board."""
        page = random.randint(1, 20)  # noqa: S311 - as above
        address = f"/tasks/{PLAN['task']}/?page={page}"
        self.client.get(
            address, headers=self.headers(self.seat["session"]), name="board", allow_redirects=False
        )

    @task(1)
    def home(self) -> None:
        """Ask for what waits."""
        self.client.get("/", headers=self.headers(self.seat["session"]), name="home", allow_redirects=False)


@events.quitting.add_listener
def _write_down(**_: object) -> None:
    Path(os.environ["JIHENG_LOAD_KEPT"]).write_text(
        json.dumps({"acknowledged": _acknowledged, "sent": _sent}, ensure_ascii=False), encoding="utf-8"
    )
