"""Times the readers of legacy Office files, OpenDocument and web pages against the floor of each.

The same method and rows as ``read_documents``. The floors: of ``.xls`` python-calamine's values without
formats, of ``.doc`` olefile fetching the two streams, of ``.html`` selectolax building its tree, of ``.odt``
and ``.ods`` inflating and lxml's tree. Without arguments it reads the converted packages of the tests.

    python -m benchmarks.read_other [FILE.doc FILE.xls FILE.html …]
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import olefile
import python_calamine
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from benchmarks.read_documents import CALLS_IN_A_ROUND, OURS, ROOT, ROUNDS, SLOW_SECONDS, Row, as_markdown
from jiheng.documents import SourceFile, read_document

FOLDER = ROOT / "tests" / "documents" / "files"


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


FLOORS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    ".doc": ("floor: olefile, streams only", _ole_streams),
    ".html": ("floor: selectolax, tree only", _page_tree),
    ".odt": ("floor: inflate + lxml.etree.fromstring", _content_tree),
    ".ods": ("floor: inflate + lxml.etree.fromstring", _content_tree),
    ".xls": ("floor: python-calamine, values without formats", _calamine_rows),
}


def sample_files() -> tuple[Path, ...]:
    """Return the converted packages of the tests."""
    return tuple(sorted(path for path in FOLDER.glob("package.*") if path.suffix in FLOORS))


def measure(paths: Sequence[Path] = (), rounds: int = ROUNDS) -> list[Row]:
    """Time the floor and ours on every file.

    Args:
        paths: Files of the suffixes in ``FLOORS``; the sample files by default.
        rounds: How often to go round both ways.
    """
    rows: list[Row] = []
    for path in paths or sample_files():
        floor = FLOORS[path.suffix][0]
        times: dict[str, list[float]] = {floor: [], OURS: []}
        for _ in range(rounds):
            for way, taken in times.items():
                taken.extend(_seconds_in_a_process(path, way))
        medians = {way: statistics.median(taken) for way, taken in times.items()}
        rows.extend(
            Row(path.name, way, taken * 1000, taken / medians[floor]) for way, taken in medians.items()
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


def _seconds(path: Path, way: str) -> list[float]:
    content = path.read_bytes()
    source = SourceFile(path.name, content)
    taken: list[float] = []
    for call in range(CALLS_IN_A_ROUND + 1):
        start = time.perf_counter()
        if way == OURS:
            read_document(source)
        else:
            FLOORS[path.suffix][1](content)
        seconds = time.perf_counter() - start
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
