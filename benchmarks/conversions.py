"""How much of a package survives being converted and scanned, field by field; needs LibreOffice.

LibreOffice converts the original .docx and .xlsx, the PDF is scanned in several ways (see ``scans``), each
file is read, and every field of the result is compared with the original's (see ``fields``). What matters
most are figures that are wrong and not listed as doubtful.

    python -m benchmarks.conversions [--write] [--example] [--pages N] [--only TEXT …]

``--write`` puts the table into docs/explanation/accuracy.md; ``--example`` takes examples/package also where
the real package lies beside the repository; ``--pages`` scans only the first pages, and then compares with
what the PDF says there; ``--only`` takes the rows whose name contains a text.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jiheng
from benchmarks.fields import Comparison, compare, exact, loose
from benchmarks.read_documents import FOLDERS, ROOT
from benchmarks.scans import VARIANTS, first_pages, scan
from jiheng import Package, SourceFile
from jiheng.documents import Grid

PAGE = ROOT / "docs" / "explanation" / "accuracy.md"
BEGIN, END = "<!-- conversions:begin -->", "<!-- conversions:end -->"
EMPTY_PAGE = f"""# Accuracy

<!-- corpus:begin -->
<!-- corpus:end -->

## Conversions and scans

{BEGIN}
{END}
"""
ALL_SHEETS_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
CHAIN = ("odt", "docx", "doc")
"""One after another, each from the one before. A ``.doc`` comes last: LibreOffice loses a table at the end of
one that it reads."""
NOT_IN_CSV = (
    "A .csv file does not hold which cells are merged: where the maximum of the total covers the column of "
    "scores as well, the score stands behind it, under another heading; it is left among the unread cells."
)


@dataclass(frozen=True, slots=True)
class Copy:
    """Files made from an original."""

    name: str
    files: tuple[SourceFile, ...]
    truth: Package
    is_scan: bool = False


class Office:
    """LibreOffice with a profile and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def convert(self, path: Path, kind: str) -> list[Path]:
        """Return the files that a conversion makes."""
        out = Path(tempfile.mkdtemp(dir=self._folder))
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return sorted(out.iterdir())


class Copies:
    """The copies of a folder's originals that are asked for."""

    def __init__(self, folder: Path, office: Office, pages: int, only: list[str]) -> None:
        self._text, self._workbook = folder / "department-2024.docx", folder / "department-2024.xlsx"
        self._office, self._pages, self._only = office, pages, only

    def all(self) -> Iterator[Copy]:
        """Yield every copy."""
        yield from self._of_text(jiheng.read(self._text))
        yield from self._of_workbook(jiheng.read(self._workbook))
        yield from self._scans(jiheng.read(self._text))

    def _is_wanted(self, name: str) -> bool:
        return not self._only or any(part in name for part in self._only)

    def _of_text(self, truth: Package) -> Iterator[Copy]:
        for kind in ("doc", "odt", "html", "pdf"):
            if self._is_wanted(name := f".docx → .{kind}"):
                yield Copy(name, _files(self._office.convert(self._text, kind)), truth)
        if self._is_wanted(name := ".docx → " + " → ".join(f".{kind}" for kind in CHAIN)):
            path = self._text
            for kind in CHAIN:
                (path,) = self._office.convert(path, kind)
            yield Copy(name, _files([path]), truth)

    def _of_workbook(self, truth: Package) -> Iterator[Copy]:
        for kind in ("xls", "ods", "html"):
            if self._is_wanted(name := f".xlsx → .{kind}"):
                yield Copy(name, _files(self._office.convert(self._workbook, kind)), truth)
        if self._is_wanted(name := ".xlsx → .csv, a file a sheet"):
            made = self._office.convert(self._workbook, ALL_SHEETS_AS_SHOWN)
            yield Copy(name, _files(_in_order_of_sheets(made, truth)), truth)

    def _scans(self, truth: Package) -> Iterator[Copy]:
        scanned = [variant for variant in VARIANTS if self._is_wanted(variant.name)]
        if not scanned:
            return
        (path,) = self._office.convert(self._text, "pdf")
        content = path.read_bytes()
        if self._pages:
            truth = jiheng.read(SourceFile("pages.pdf", first_pages(content, self._pages)))
        for variant in scanned:
            files = (SourceFile("scan.pdf", scan(content, variant, self._pages)),)
            yield Copy(f".docx → .pdf → {variant.name}", files, truth, is_scan=True)


def _files(paths: list[Path]) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(path.name, path.read_bytes()) for path in paths)


def _in_order_of_sheets(paths: list[Path], package: Package) -> list[Path]:
    """Return the files of a workbook's sheets as the sheets stand in it; their names end with the sheet's."""
    titles = [block.title for block in package.documents[0].blocks if isinstance(block, Grid)]
    places = {title: place for place, title in enumerate(titles)}
    stem = f"{Path(package.documents[0].name).stem}-"
    return sorted(paths, key=lambda path: places.get(path.stem.removeprefix(stem), len(places)))


def as_row(copy: Copy, found: Comparison) -> str:
    """Return the row of a copy."""
    wrong = [one for one in found.wrong if one.is_figure]
    words = len(found.wrong) - len(wrong)
    prose = f"{_share(found.right_characters, found.characters)}" if found.characters else ""
    return (
        f"| {copy.name} | {_share(found.right, found.fields)} "
        f"| {_share(found.right_figures, found.figures)} | {len(found.missing)} "
        f"| {sum(one.listed for one in wrong)} | {len(found.dangerous())} | {words} | {prose} |"
    )


def _share(right: int, whole: int) -> str:
    """Return a share, never rounded up to all."""
    hundredths = right * 10_000 // max(whole, 1)
    return f"{hundredths // 100}.{hundredths % 100:02d} % of {whole}"


def report(folder: Path, pages: int, only: list[str]) -> Iterator[str]:
    """Yield the table of a folder's package, then what is wrong in it and not listed."""
    yield (
        "| copy | fields right | figures right | missing | figures wrong, listed as doubtful "
        "| figures wrong, not listed | words wrong | characters of the report text |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    silent: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        for copy in Copies(folder, Office(Path(made)), pages, only).all():
            found = compare(copy.truth, jiheng.read(*copy.files), loose if copy.is_scan else exact)
            yield as_row(copy, found)
            _show(copy, found)
            silent += (
                f"- {copy.name}: `{one.path}` at {one.at} is `{one.wanted}`, was read `{one.got}`"
                for one in found.dangerous()
            )
    yield ""
    yield NOT_IN_CSV
    yield ""
    yield "Figures that are wrong and not listed:" if silent else "No figure is wrong without being listed."
    if silent:
        yield ""
        yield from silent


def _show(copy: Copy, found: Comparison) -> None:
    """Write what differs to standard error, for whoever looks into it."""
    for kind, differences in (("missing", found.missing), ("wrong", found.wrong)):
        for one in differences:
            told = "listed" if one.listed else "not listed"
            print(
                f"{copy.name}: {kind}, {told}: {one.form} {one.path} {one.at}: {one.wanted!r} {one.got!r}",
                file=sys.stderr,
            )


def write(lines: list[str]) -> None:
    """Put lines between the marks of the page."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else EMPTY_PAGE
    if BEGIN not in page:
        page += f"\n## Conversions and scans\n\n{BEGIN}\n{END}\n"
    head, _, rest = page.partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text(f"{head}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{tail}", encoding="utf-8")


def main() -> None:
    """Print the table, and write it into the documentation where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversions")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--example", action="store_true")
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    if shutil.which("soffice") is None:
        sys.exit("LibreOffice (soffice) is needed.")
    os.nice(5)
    real = FOLDERS[0].is_dir() and not asked.example
    folder = FOLDERS[0] if real else FOLDERS[-1]
    which = "The real package" if real else "The example package"
    some = f", its first {asked.pages} pages where it is scanned" if asked.pages else ""
    lines = [f"{which}{some}:", ""]
    for line in report(folder, asked.pages, asked.only):
        print(line, flush=True)
        lines.append(line)
    if asked.write:
        write(lines)


if __name__ == "__main__":
    main()
