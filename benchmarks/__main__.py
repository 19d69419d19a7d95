"""``make bench``: every measurement in one run, as Markdown.

    python -m benchmarks [--write]

``--write`` puts the result into docs/explanation/speed.md, with the machine named.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import read_documents, stages

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "speed.md"
MARK = "<!-- measured -->\n"
KIBIBYTES_A_GIBIBYTE = 1024 * 1024


def machine() -> str:
    """Return the machine as it names itself: system, processor count, memory, Python."""
    memory = ""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        total = int(meminfo.read_text(encoding="ascii").split()[1])
        memory = f", {total / KIBIBYTES_A_GIBIBYTE:.0f} GiB"
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{memory}, "
        f"Python {platform.python_version()}; load before the run {os.getloadavg()[0]:.1f}"
    )


def report() -> Iterator[str]:
    """Yield the lines of the result."""
    yield f"Machine: {machine()}."
    yield ""
    rows = read_documents.measure()
    yield read_documents.as_markdown(rows)
    sample = next(path for path in read_documents.sample_files() if path.suffix == ".docx")
    yield ""
    yield f"The stages on {sample.name} ({sample.parent.name}), medians of {stages.ROUNDS} rounds:"
    yield ""
    yield "| stage | ms | ms a scored report |"
    yield "|---|---:|---:|"
    for row in stages.measure(sample):
        each = "" if row.per_report is None else f"{row.per_report:.2f}"
        yield f"| {row.stage} | {row.milliseconds:.1f} | {each} |"
    took, peak = stages.measure_command(sample)
    yield ""
    yield f"`jiheng audit --format json`, the whole command: {took:.0f} ms, at most {peak:.0f} MiB of memory."


def main() -> None:
    """Print the result; write it into the documentation where asked."""
    lines = []
    for line in report():
        print(line, flush=True)
        lines.append(line)
    if "--write" in sys.argv:
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(head + mark + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
