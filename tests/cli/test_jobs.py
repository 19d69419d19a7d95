import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.cli._call import CLEAN, EXAMPLE, FAULTY, jiheng, write_workbook


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    for number, table in enumerate([CLEAN, FAULTY, FAULTY, CLEAN]):
        write_workbook(folder / f"单位{number}" / "自评表.xlsx", table)
    (folder / "单位1" / "损坏.docx").write_bytes(b"PK\x03\x04")
    return folder


@pytest.mark.parametrize(
    "call", [("audit", "--format", "json"), ("audit",), ("score",), ("read",), ("audit", "--separate")]
)
def test_several_processes_say_what_one_says(units: Path, call: tuple[str, ...]) -> None:
    one, two = jiheng(*call, units, "--jobs", "1"), jiheng(*call, units, "--jobs", "2")
    assert one == two
    assert (one.status, "损坏.docx" in one.err) == (3, True)


def test_several_processes_write_the_pages_one_writes(units: Path, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        jiheng("audit", units, "--format", "html", "-o", tmp_path / jobs, "--jobs", jobs)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / jobs).iterdir()} for jobs in ("1", "2"))
    assert (one == two, len(one)) == (True, 5)


def is_any_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_interrupting_ends_all_processes_without_a_trace(tmp_path: Path) -> None:
    for number in range(8):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(EXAMPLE, folder)
    call = [sys.executable, "-m", "jiheng", "audit", str(tmp_path), "--format", "json", "-j", "2"]
    # Whoever starts the tests in the background hands on that interrupts are ignored.
    as_a_person_starts_it = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(
        call,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
        preexec_fn=as_a_person_starts_it,  # noqa: PLW1509 - this test starts no threads
    )
    assert running.stdout is not None
    running.stdout.read(1)  # a package is longer than a pipe holds: it cannot end before it is interrupted
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=240)
    assert (running.returncode, said.decode()) == (130, "✗ 已中断，没有处理完。\n")
    until = time.monotonic() + 60  # the system takes a moment to end them
    while is_any_left(running.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_any_left(running.pid)
