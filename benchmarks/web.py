"""Load: 200 clerks saving into forms of forty rows and 20 reviewers listing 2,000 packages, on this machine.

Server, database and the simulated people share the machine's processors. A save here is everything a clerk's
is: session, rights, the changes with their history, the journal's chained line, and the form scored and
audited anew. Afterwards every acknowledged value is compared with what the database holds, and the journal is
verified.

    python -m benchmarks.web [sqlite|postgresql] [SECONDS]
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CLERKS, REVIEWERS, PACKAGES, ROWS = 200, 20, 2000, 40
SECONDS = 60
CSRF = "b" * 32
PORT = 8765
_VENDORS = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of request took, in milliseconds."""

    name: str
    count: int
    failures: int
    median: float
    p95: float
    worst: float
    a_second: float


@dataclass(frozen=True, slots=True)
class Load:
    """What one run gave."""

    vendor: str
    kinds: tuple[Kind, ...]
    compared: int
    """Acknowledged cells that were compared with the database."""
    lost: int
    journal: str


def measure(vendor: str, seconds: int = SECONDS) -> Load:
    """Return what the load takes against one database."""
    call = [sys.executable, "-m", "benchmarks.web", "--inside", vendor, str(seconds)]
    if vendor == "postgresql":
        call = [str(ROOT / "scripts" / "with_postgresql.sh"), *call]
    done = subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    kinds = tuple(Kind(**kind) for kind in found.pop("kinds"))
    return Load(kinds=kinds, **found)


def as_markdown(loads: list[Load]) -> str:
    """Return the table of the page."""
    lines = [
        "| database | request | requests a second | p50 ms | p95 ms | max ms | failed |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for load in loads:
        lines += [
            f"| {load.vendor} | {kind.name} | {kind.a_second:.1f} | {kind.median:.0f} | {kind.p95:.0f} "
            f"| {kind.worst:.0f} | {kind.failures} of {kind.count} |"
            for kind in load.kinds
        ]
    lines.append("")
    lines += [
        f"{load.vendor}: {load.compared} acknowledged cells compared, {load.lost} lost; {load.journal}."
        for load in loads
    ]
    return "\n".join(lines)


def _inside(vendor: str, seconds: int) -> None:
    """Run one measurement in this process (``DATABASE_URL`` is set for PostgreSQL)."""
    with tempfile.TemporaryDirectory(prefix="jiheng-load-") as folder:
        home = Path(folder) / "home"
        plan, kept, table = Path(folder) / "plan.json", Path(folder) / "kept.json", Path(folder) / "load"
        _django(home)
        from benchmarks import web_city  # noqa: PLC0415 - needs Django, which needs the folder

        plan.write_text(json.dumps(web_city.build(CLERKS, REVIEWERS, PACKAGES, ROWS, CSRF)), encoding="utf-8")
        with _server(home):
            _locust(plan, kept, table, seconds)
        compared, lost = web_city.compare(json.loads(kept.read_text(encoding="utf-8")))
        found = {
            "vendor": vendor,
            "kinds": list(_kinds(Path(f"{table}_stats.csv"))),
            "compared": compared,
            "lost": lost,
            "journal": web_city.journal(),
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


def _django(home: Path) -> None:
    os.environ["JIHENG_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "jiheng_web.settings"
    home.mkdir(parents=True)
    import django  # noqa: PLC0415 - as above

    django.setup()


@contextmanager
def _server(home: Path) -> Iterator[None]:
    call = [sys.executable, "-m", "jiheng", "serve", "--home", str(home), "--port", str(PORT)]
    server = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert server.stdout is not None  # noqa: S101 - piped above
        for line in server.stdout:
            if "绩衡已启动" in line:
                break
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _locust(plan: Path, kept: Path, table: Path, seconds: int) -> None:
    given = os.environ | {
        "JIHENG_LOAD_PLAN": str(plan),
        "JIHENG_LOAD_KEPT": str(kept),
        "PYTHONPATH": f"{ROOT / '.cache' / 'bench'}:{ROOT}",
    }
    call = [sys.executable, "-m", "locust", "--headless", "--only-summary"]
    call += ["-f", "benchmarks/web_users.py"]
    call += [
        "--host",
        f"http://127.0.0.1:{PORT}",
        "--csv",
        str(table),
        "--reset-stats",
        "--exit-code-on-error",
        "0",
    ]
    call += ["-u", str(CLERKS + REVIEWERS), "-r", "20", "-t", f"{seconds}s"]
    subprocess.run(call, cwd=ROOT, env=given, check=True, stdout=sys.stderr, stderr=sys.stderr)


def _kinds(table: Path) -> Iterator[dict[str, Any]]:
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["Name"] != "Aggregated":
                yield {
                    "name": row["Name"],
                    "count": int(row["Request Count"]),
                    "failures": int(row["Failure Count"]),
                    "median": float(row["Median Response Time"]),
                    "p95": float(row["95%"]),
                    "worst": float(row["Max Response Time"]),
                    "a_second": float(row["Requests/s"]),
                }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        _inside(sys.argv[2], int(sys.argv[3]))
    else:
        asked = [sys.argv[1]] if len(sys.argv) > 1 else list(_VENDORS)
        length = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS  # noqa: PLR2004 - the second argument
        print(as_markdown([measure(vendor, length) for vendor in asked]))
