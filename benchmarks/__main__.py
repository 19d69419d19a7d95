"""``make bench``: every measurement, part by part, as Markdown.

    python -m benchmarks [--write] [PART …]

``--write`` puts each part into docs/explanation/speed.md as soon as it is done, with the machine named; a
part that is not asked for stays there as it was.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import (
    audit,
    audit_peers,
    many,
    pdf_peers,
    read_documents,
    read_other,
    read_pdf,
    read_scans,
    stages,
    write_official,
)

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "speed.md"
KIBIBYTES_A_GIBIBYTE = 1024 * 1024
SCANNED_PAGES = 3


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


def _documents() -> Iterator[str]:
    yield "Word, Excel and text, medians in interleaved processes:"
    yield ""
    yield read_documents.as_markdown(read_documents.measure())


def _others() -> Iterator[str]:
    yield "Older and other containers, on the converted packages of the tests, in the same way:"
    yield ""
    yield read_documents.as_markdown(read_other.measure())


def _pdf() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        path = read_scans.SAMPLE
        if not path.exists():
            path = Path(folder) / "drawn.pdf"
            path.write_bytes(read_pdf.drawn())
        pages = read_pdf.measure(path.name, path.read_bytes()).pages
        yield f"PDF with text, {path.name}, {pages} pages, medians of interleaved rounds in one process:"
        yield ""
        yield pdf_peers.as_markdown(pdf_peers.measure(path), pages)


def _scans() -> Iterator[str]:
    if not read_scans.SAMPLE.exists():
        return
    pages = list(read_scans.PAGES[:SCANNED_PAGES])
    yield (
        f"Scans, the first {len(pages)} pages of the real package at {read_scans.DPI} dpi. No other program "
        "here recognises tables on pictures; what is read right of all pages is told under accuracy:"
    )
    yield ""
    yield read_scans.as_markdown(read_scans.measure(read_scans.SAMPLE, pages), len(pages))


def _stages() -> Iterator[str]:
    sample = next(path for path in read_documents.sample_files() if path.suffix == ".docx")
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


def _audit() -> Iterator[str]:
    package = audit.sample()
    yield f"Scoring and auditing one package with nothing remembered of it, medians of {audit.ROUNDS} rounds:"
    yield ""
    cold = audit.measure_one(package)
    yield audit.as_markdown(cold)
    yield ""
    yield (
        f"The budget of {audit.BUDGET:.0f} ms was set on another machine. Measured by other work on the same "
        "package, which any machine can do in the same run:"
    )
    yield ""
    yield audit.yardsticks_as_markdown(cold.together, audit.yardsticks())
    yield ""
    yield "One project's table alone, from JSON, as a program that edits one asks for it:"
    yield ""
    yield audit.table_as_markdown(audit.measure_table(package))
    yield ""
    yield "The same package varied by a seeded generator, each audited, then held against each other:"
    yield ""
    yield audit.series_as_markdown(list(audit.measure_many(package)))
    yield ""
    count, timings = audit_peers.measure()
    yield (
        f"The same six checks on the same {count} indicator rows. Ours starts from the package as "
        "it was read and writes findings; the others start from rows made ready for them and name what fails:"
    )
    yield ""
    yield audit_peers.as_markdown(timings)


def _many() -> Iterator[str]:
    yield "Many packages in one call, copies of the example package; memory is that of the largest process:"
    yield ""
    calls = list(many.measure())
    yield many.as_markdown(calls, "packages")
    yield ""
    yield many.ratios(calls)
    yield ""
    yield "One package of many files, which are all held until it is done:"
    yield ""
    yield many.as_markdown(list(many.measure_files()), "files in one package")


def _official() -> Iterator[str]:
    yield (
        f"One form of {write_official.COLUMNS} columns × {write_official.ROWS} rows with merged cells, "
        "every text new in every call, processor time, medians of interleaved rounds in one process:"
    )
    yield ""
    yield write_official.as_markdown(write_official.measure())
    yield ""
    yield "The example package, all its forms in one file:"
    yield ""
    yield write_official.as_markdown(write_official.measure_package())


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "documents": _documents,
    "others": _others,
    "pdf": _pdf,
    "scans": _scans,
    "stages": _stages,
    "audit": _audit,
    "many": _many,
    "official": _official,
}


def _write(part: str, lines: list[str]) -> None:
    """Put a part between its marks in the page."""
    begin, end = f"<!-- {part}:begin -->\n", f"<!-- {part}:end -->\n"
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, tail = rest.partition(end)
    if not rest:
        raise SystemExit(f"{PAGE.name} has no place for {part}")
    PAGE.write_text("".join((head, begin, *(f"{line}\n" for line in lines), end, tail)), encoding="utf-8")


def main() -> None:
    """Print the result; write it into the documentation where asked."""
    asked = [argument for argument in sys.argv[1:] if argument != "--write"]
    if unknown := set(asked) - set(PARTS):
        raise SystemExit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for part in asked or PARTS:
        lines = [f"Machine: {machine()}.", ""]
        print(*lines, sep="\n", flush=True)
        for line in PARTS[part]():
            print(line, flush=True)
            lines.append(line)
        if "--write" in sys.argv:
            _write(part, lines)


if __name__ == "__main__":
    main()
