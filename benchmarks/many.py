"""Measures whole calls over many packages: time, processor time and the most memory a process held.

The packages are copies of the example package in folders of their own. Memory must not grow with their
number, and time no faster than it. One package of many files is measured as well: its records are all needed
at once, so that its memory is linear by nature.

    python -m benchmarks.many [COUNT …]
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.read_documents import ROOT

EXAMPLE = ROOT / "examples" / "package" / "department-2024.docx"
COUNTS = (1, 10, 100, 400)
FILES = (1, 10, 100)
KIBIBYTES_A_MEBIBYTE = 1024
WEIGH = """\
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""Weighs a command from a small process: a child's peak begins with the size of what started it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One measured call."""

    command: str
    count: int
    jobs: int
    seconds: float
    processor_seconds: float
    mebibytes: float
    """The most that any one process held."""


def measure(counts: Sequence[int] = COUNTS) -> Iterator[Call]:
    """Measure calls over each number of packages, one after another; then one over them by two processes."""
    with tempfile.TemporaryDirectory() as made:
        for count in counts:
            folder = Path(made) / str(count)
            for number in range(count):
                unit = folder / f"单位{number:03d}"
                unit.mkdir(parents=True)
                shutil.copy(EXAMPLE, unit)
            for command in ("read --format json", "audit --format json", "audit"):
                yield _call(command, count, 1, folder)
            if count >= max(counts) // 4:
                yield _call("audit --format json", count, 2, folder)


def measure_files(counts: Sequence[int] = FILES) -> Iterator[Call]:
    """Measure one package of each number of files."""
    with tempfile.TemporaryDirectory() as made:
        for count in counts:
            folder = Path(made) / str(count)
            folder.mkdir()
            for number in range(count):
                shutil.copy(EXAMPLE, folder / f"材料{number:03d}.docx")
            yield _call("read --format json", count, 1, folder)


def _call(command: str, count: int, jobs: int, folder: Path) -> Call:
    line = [*(sys.executable, "-m", "jiheng"), *command.split(), "--quiet", "--jobs", str(jobs), str(folder)]
    weighed = subprocess.run([sys.executable, "-c", WEIGH, *line], check=True, capture_output=True)
    seconds, processor, kibibytes = json.loads(weighed.stdout)
    return Call(command, count, jobs, seconds, processor, kibibytes / KIBIBYTES_A_MEBIBYTE)


def as_markdown(calls: Sequence[Call], what: str) -> str:
    """Return the calls as a table."""
    lines = [
        f"| call | {what} | processes | s | CPU s | CPU ms each | peak MiB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| `jiheng {call.command}` | {call.count} | {call.jobs} | {call.seconds:.1f} "
        f"| {call.processor_seconds:.1f} | {1000 * call.processor_seconds / call.count:.0f} "
        f"| {call.mebibytes:.0f} |"
        for call in calls
    ]
    return "\n".join(lines)


def ratios(calls: Sequence[Call]) -> str:
    """Return how much faster several processes were, by the clock, and for how much more processor time."""
    alone = {(call.command, call.count): call for call in calls if call.jobs == 1}
    told = [
        f"{call.jobs} processes take {call.count} packages {one.seconds / call.seconds:.2f} times as fast "
        f"as one, for {call.processor_seconds / one.processor_seconds:.2f} times the processor time."
        for call in calls
        if call.jobs > 1 and (one := alone[call.command, call.count])
    ]
    return " ".join(told)


def main() -> None:
    """Print the tables."""
    calls = list(measure([int(argument) for argument in sys.argv[1:]] or COUNTS))
    print(as_markdown(calls, "packages"), ratios(calls), sep="\n\n")
    print(as_markdown(list(measure_files()), "files in one package"))


if __name__ == "__main__":
    main()
