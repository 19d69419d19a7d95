"""Access logs: one file a day in the folder of data, a JSON line a request, kept at least six months.

They are files and not rows, so that reading pages never waits for the database's only writer.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_LEAST_MONTHS = 6
_FILES = "????-??-??.jsonl"


@dataclass(frozen=True, slots=True)
class Day:
    """One day's log."""

    day: dt.date
    size: int


def write_access(*, who: str, address: str, method: str, path: str, status: int, milliseconds: int) -> None:
    """Append a line to today's file. One write of one line: lines of several processes do not mix."""
    now = dt.datetime.now(dt.UTC)
    line = {
        "at": now.isoformat(timespec="milliseconds"),
        "who": who,
        "address": address,
        "method": method,
        "path": path[:300],
        "status": status,
        "ms": milliseconds,
    }
    folder: Path = settings.ACCESS_LOGS
    text = json.dumps(line, ensure_ascii=False) + "\n"
    target = folder / f"{now.date().isoformat()}.jsonl"
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        descriptor = os.open(target, flags, 0o600)
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, flags, 0o600)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def prune_access_logs(today: dt.date) -> list[str]:
    """Remove files older than the months that settings keep, and never one of the last six.

    Returns:
        The names of the files removed.
    """
    month = today.year * 12 + today.month - 1 - months_kept()
    first_kept = dt.date(month // 12, month % 12 + 1, 1)
    removed = []
    for file in sorted(settings.ACCESS_LOGS.glob(_FILES)):
        if dt.date.fromisoformat(file.stem) < first_kept:
            file.unlink()
            removed.append(file.name)
    return removed


def months_kept() -> int:
    """Return how many full calendar months are kept beside the present one, whatever settings say."""
    return max(_LEAST_MONTHS, settings.ACCESS_LOG_MONTHS)


def days() -> list[Day]:
    """Return the days that have a log, the latest first."""
    files = sorted(settings.ACCESS_LOGS.glob(_FILES), reverse=True)
    return [Day(dt.date.fromisoformat(file.stem), file.stat().st_size) for file in files]


def file_of(day: str) -> Path | None:
    """Return a day's log; None where there is none, or the words are no date."""
    try:
        wanted = dt.date.fromisoformat(day)
    except ValueError:
        return None
    file: Path = settings.ACCESS_LOGS / f"{wanted.isoformat()}.jsonl"
    return file if file.is_file() else None
