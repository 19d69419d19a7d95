"""``jiheng journal verify`` and ``jiheng journal export``."""

from __future__ import annotations

from pathlib import Path

from jiheng_web.commands import DONE, TAMPERED, UNREADABLE, WRONG_CALL
from jiheng_web.commands._tell import problem, tell
from jiheng_web.journal.verify import JournalFileInvalid, export_lines, verify_database, verify_file


def verify(file: Path | None) -> int:
    """Check the chain of an exported journal, or of the database, and say where it breaks."""
    try:
        verdict = verify_file(file) if file else verify_database()
    except (OSError, JournalFileInvalid) as cause:
        problem(f"日志读不出来：{cause}")
        return UNREADABLE
    if verdict.broken_at is not None:
        problem(f"日志从第 {verdict.broken_at} 条起不符：{verdict.why}")
        return TAMPERED
    tell(f"日志 {verdict.count} 条，校验相符。最后一条的校验值：")
    tell(verdict.last or "（没有日志）")
    return DONE


def export(output: Path, *, force: bool) -> int:
    """Write one JSON line an entry, oldest first."""
    if output.exists() and not force:
        problem(f"{output} 已存在，用 --force 覆盖。")
        return WRONG_CALL
    unfinished = output.with_name(f".{output.name}.unfinished")
    try:
        count = 0
        with unfinished.open("w", encoding="utf-8") as written:
            for line in export_lines():
                written.write(line)
                count += 1
        unfinished.replace(output)
    except OSError as cause:
        unfinished.unlink(missing_ok=True)
        problem(f"没有写成：{cause}")
        return UNREADABLE
    tell(f"已导出 {count} 条到 {output}。用 jiheng journal verify {output} 可在任何电脑上校验。")
    return DONE
