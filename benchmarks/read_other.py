"""Times the readers of legacy Office files, OpenDocument and web pages against floors and other programs.

The same method and rows as ``read_documents``, in processor time. The floors: of ``.xls`` python-calamine's
values without formats, of ``.doc`` olefile fetching the two streams, of ``.html`` selectolax building its
tree, of ``.odt`` and ``.ods`` inflating and lxml's tree. Other programs are left out where they are not
installed (``make bench`` installs the libraries). Without arguments it reads the converted packages of the
tests.

    python -m benchmarks.read_other [FILE.doc FILE.xls FILE.html …]
"""

from __future__ import annotations

import importlib
import io
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import lxml.html
import olefile
import python_calamine
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from benchmarks.read_documents import CALLS_IN_A_ROUND, OURS, ROOT, ROUNDS, SLOW_SECONDS, Row, as_markdown
from jiheng.documents import SourceFile, read_document

sys.path.append(str(ROOT / ".cache" / "bench"))
FOLDER = ROOT / "tests" / "documents" / "files"


def _ours(suffix: str) -> Callable[[bytes], object]:
    return lambda content: read_document(SourceFile(f"file{suffix}", content))


def _calamine_rows(content: bytes) -> object:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _ole_streams(content: bytes) -> object:
    with olefile.OleFileIO(content) as ole:
        table = "1Table" if ole.exists("1Table") else "0Table"
        return [ole.openstream(name).read() for name in ("WordDocument", table)]


def _page_tree(content: bytes) -> object:
    return LexborHTMLParser(content).root


def _content_tree(content: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("content.xml"))


def _xlrd(content: bytes) -> object:
    book = importlib.import_module("xlrd").open_workbook(file_contents=content, formatting_info=True)
    return [[sheet.row_values(row) for row in range(sheet.nrows)] for sheet in book.sheets()]


def _lxml_cells(content: bytes) -> object:
    tree = lxml.html.document_fromstring(content)
    return [
        [etree.tostring(cell, encoding="unicode", method="text") for cell in row] for row in tree.iter("tr")
    ]


def _selectolax_cells(content: bytes) -> object:
    tree = LexborHTMLParser(content)
    return [(cell.text(), cell.attributes) for cell in tree.css("td, th")]


def _program(suffix: str, *command: str) -> Callable[[bytes], object]:
    """Return a way that starts a program on a file; {in} and {out} stand for the file and a folder."""

    def start(content: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"file{suffix}"
            path.write_bytes(content)
            names = {"in": str(path), "out": folder, "uri": Path(folder).as_uri()}
            filled = [part.format_map(names) for part in command]
            return subprocess.run(filled, check=True, capture_output=True).stdout

    return start


def _office(suffix: str, kind: str) -> Callable[[bytes], object]:
    profile = "-env:UserInstallation={uri}/profile"
    return _program(
        suffix, "soffice", profile, "--headless", "--convert-to", kind, "--outdir", "{out}", "{in}"
    )


_ZIP_FLOOR = "floor: inflate + lxml.etree.fromstring"
WAYS: dict[str, dict[str, Callable[[bytes], object]]] = {
    ".doc": {
        "floor: olefile, streams only": _ole_streams,
        OURS: _ours(".doc"),
        "antiword (text, no cells)": _program(".doc", "antiword", "{in}"),
        "catdoc (text, no spans)": _program(".doc", "catdoc", "{in}"),
        "LibreOffice to .docx, a new process": _office(".doc", "docx"),
    },
    ".html": {
        "floor: selectolax, tree only": _page_tree,
        OURS: _ours(".html"),
        "selectolax, cells": _selectolax_cells,
        "lxml.html, rows of cells": _lxml_cells,
    },
    ".odt": {
        _ZIP_FLOOR: _content_tree,
        OURS: _ours(".odt"),
        "LibreOffice to .docx, a new process": _office(".odt", "docx"),
    },
    ".ods": {
        _ZIP_FLOOR: _content_tree,
        OURS: _ours(".ods"),
        "python-calamine, values without formats": _calamine_rows,
        "LibreOffice to .xlsx, a new process": _office(".ods", "xlsx"),
    },
    ".xls": {
        "floor: python-calamine, values without formats": _calamine_rows,
        OURS: _ours(".xls"),
        "xlrd, with formatting": _xlrd,
        "LibreOffice to .xlsx, a new process": _office(".xls", "xlsx"),
    },
}
"""The floor comes first."""


def installed(ways: dict[str, Callable[[bytes], object]]) -> list[str]:
    """Return the ways that can be gone here."""
    needs = {"antiword": "antiword", "catdoc": "catdoc", "LibreOffice": "soffice"}
    missing = [word for word, program in needs.items() if shutil.which(program) is None]
    if find_spec("xlrd") is None:
        missing.append("xlrd")
    return [way for way in ways if not way.startswith(tuple(missing))]


def sample_files() -> tuple[Path, ...]:
    """Return the converted packages of the tests."""
    return tuple(sorted(path for path in FOLDER.glob("package.*") if path.suffix in WAYS))


def measure(paths: Sequence[Path] = (), rounds: int = ROUNDS) -> list[Row]:
    """Time every way on every file.

    Args:
        paths: Files of the suffixes in ``WAYS``; the sample files by default.
        rounds: How often to go round all the ways.
    """
    rows: list[Row] = []
    for path in paths or sample_files():
        ways = installed(WAYS[path.suffix])
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, taken in times.items():
                taken.extend(_seconds_in_a_process(path, way))
        medians = {way: statistics.median(taken) for way, taken in times.items()}
        rows.extend(
            Row(path.name, way, taken * 1000, taken / medians[ways[0]]) for way, taken in medians.items()
        )
    return rows


def _seconds_in_a_process(path: Path, way: str) -> list[float]:
    finished = subprocess.run(
        [sys.executable, "-m", __spec__.name, "--one", way, str(path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return [float(taken) for taken in json.loads(finished.stdout)]


def processor_seconds() -> float:
    """Return the processor time of this process and of the programs it has started so far."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def _seconds(path: Path, way: str) -> list[float]:
    content, read = path.read_bytes(), WAYS[path.suffix][way]
    taken: list[float] = []
    for call in range(CALLS_IN_A_ROUND + 1):
        start = processor_seconds()
        read(content)
        seconds = processor_seconds() - start
        if call:
            taken.append(seconds)
            if seconds > SLOW_SECONDS:
                break
    return taken


def main(arguments: Sequence[str]) -> None:
    """Print the table, or with ``--one WAY FILE`` the seconds of one way."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(_seconds(Path(arguments[2]), arguments[1])))
    else:
        print(as_markdown(measure([Path(argument).resolve() for argument in arguments])))


if __name__ == "__main__":
    main(sys.argv[1:])
