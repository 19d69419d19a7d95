"""Checking the chain: in the database, and in a file that was exported from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

from jiheng.errors import JihengError
from jiheng_web.journal.chain import Record, Verdict, moment, verify
from jiheng_web.journal.models import ChainEnd, Entry

_COLUMNS = tuple(field.name for field in fields(Record))
_BLOCK = 2000
Link = tuple[Record, str, str]


class JournalFileInvalid(JihengError):
    """A file is no exported journal.

    Attributes:
        line: The line that cannot be read, from 1.
        reason: What is wrong with it.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.reason}"


def verify_database() -> Verdict:
    """Check every entry of the database, and that the last one is where the chain is said to end."""
    verdict = verify(_links())
    end = ChainEnd.objects.filter(pk=1).first()
    if (
        verdict.broken_at is None
        and end is not None
        and (end.number, end.digest) != (verdict.count, verdict.last)
    ):
        why = f"日志链记到第 {end.number} 条，库里只有 {verdict.count} 条：末尾的记录被删除过。"
        return Verdict(verdict.count, verdict.last, verdict.count + 1, why)
    return verdict


def verify_file(path: Path) -> Verdict:
    """Check an exported journal; needs no database.

    Raises:
        JournalFileInvalid: A line is not an entry.
        OSError: The file cannot be read.
    """
    with path.open(encoding="utf-8") as lines:
        return verify(_read(number, line) for number, line in enumerate(lines, start=1))


def export_lines() -> Iterator[str]:
    """Yield every entry as a line of JSON, oldest first."""
    for record, previous, digest in _links():
        line = {**asdict(record), "previous": previous, "digest": digest}
        yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def _links() -> Iterator[Link]:
    for entry in Entry.objects.order_by("number").iterator(chunk_size=_BLOCK):
        columns = {name: getattr(entry, name) for name in _COLUMNS if name != "at"}
        yield Record(at=moment(entry.at), **columns), entry.previous, entry.digest


def _read(number: int, line: str) -> Link:
    try:
        entry = json.loads(line)
        previous, digest = str(entry.pop("previous")), str(entry.pop("digest"))
        return Record(**entry), previous, digest
    except (ValueError, TypeError, KeyError, AttributeError) as cause:
        raise JournalFileInvalid(number, "不是导出的日志") from cause
