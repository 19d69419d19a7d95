"""The chain of hashes over the journal's entries, computed the same way inside and outside the database.

An entry's digest is SHA-256 over the previous digest and the entry's columns as canonical JSON. Whoever
changes, removes or inserts an entry has to compute every later digest anew; the last digest, noted elsewhere
(a printed export, a mail to the auditor), gives that away. It is evidence of tampering, no certified module.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

START = ""


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as the chain sees it; ``at`` is ISO 8601 in UTC with microseconds."""

    number: int
    at: str
    person: int | None
    person_name: str
    role: str
    address: str
    act: str
    subject: str
    subject_id: str
    body: int | None
    result: str
    words: str
    details: str

    def digest(self, previous: str) -> str:
        """Return the digest that follows from this record after the previous one."""
        columns = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{previous}\n{columns}".encode()).hexdigest()


def moment(at: dt.datetime) -> str:
    """Return a time as the chain writes it."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a chain gave."""

    count: int
    last: str
    broken_at: int | None = None
    """The number of the first entry that does not fit; None where all fit."""
    why: str = ""


def verify(links: Iterable[tuple[Record, str, str]]) -> Verdict:
    """Check records with their ``previous`` and ``digest``, in order.

    Returns:
        How many fit, the last digest, and where and why the chain breaks.
    """
    count, last = 0, START
    for record, previous, digest in links:
        if record.number != count + 1:
            return Verdict(
                count, last, record.number, f"第 {count + 1} 条缺失，其后是第 {record.number} 条。"
            )
        if previous != last:
            return Verdict(count, last, record.number, "与上一条的校验值接不上：上一条被改动、删除或插入过。")
        if record.digest(previous) != digest:
            return Verdict(count, last, record.number, "内容与校验值不符：这一条被改动过。")
        count, last = record.number, digest
    return Verdict(count, last)
