"""Every hostile file goes through the command: refused in a clear sentence, or read; nothing else happens."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import jiheng.cli
from tests.hostile import corpus as corpus_module
from tests.hostile.attack import Attack, Outcome
from tests.hostile.corpus import corpus
from tests.hostile.fuzz import is_clear

GIB = 1024**3
SECONDS = 30
"""Of the processor, at most; by the clock a busy machine may take longer."""
NO_FORM = "没有找到可识别的表"
STEP = 10
"""Every so many files go through the command in a process of its own as well."""

CONFINED = """
import os, resource, sys
def check(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
            return
        if isinstance(path, int) or os.fspath(path) == os.devnull or os.fspath(path).startswith(sys.argv[1]):
            return
    elif event == "subprocess.Popen":
        if any(name in part for part in map(str, arguments[1]) for name in ("_ocr_child", "_pdf_probe.py")):
            return
    elif not event.startswith(FORBIDDEN):
        return
    sys.__stderr__.write(f"FORBIDDEN {event} {arguments}\\n")
    os._exit(99)
FORBIDDEN = ("socket.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.remove", "os.rename",
             "os.mkdir", "os.link", "os.symlink", "os.chmod", "shutil.", "urllib.", "http.", "ftplib.",
             "smtplib.", "pty.")
import jiheng.cli
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), resource.RLIM_INFINITY))
sys.addaudithook(check)
sys.exit(jiheng.cli.run(sys.argv[3:]))
"""


def ids(attack: Attack) -> str:
    return attack.name


def check(attack: Attack, path: Path, status: int, out: str, err: str) -> None:
    """Compare what the command said with what was expected."""
    answer = json.loads(out)
    text = json.dumps(answer, ensure_ascii=False)
    lines = [line for line in err.splitlines() if line.strip()]
    assert all(is_clear(line.partition("：")[2]) for line in lines), lines
    assert not attack.never or attack.never not in text + err
    reader = [line for line in lines if NO_FORM not in line and "已跳过" not in line]
    if attack.outcome is Outcome.REFUSED:
        assert status == 3
        assert attack.words in err
        assert path.name in err or not reader
    elif attack.outcome is Outcome.READ:
        assert not reader
        assert status in {0, 3}
        assert (status == 3) == (NO_FORM in err)
    else:
        assert status in {0, 3}


@pytest.mark.parametrize("attack", corpus(), ids=ids)
def test_the_command(attack: Attack, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / attack.name
    path.write_bytes(attack.make())
    begun = time.process_time()
    status = jiheng.cli.run(["read", "--format", "json", str(path)])
    assert time.process_time() - begun < SECONDS
    check(attack, path, status, *capsys.readouterr())
    assert [entry.name for entry in tmp_path.iterdir()] == [attack.name]


@pytest.mark.parametrize("attack", corpus()[::STEP], ids=ids)
def test_the_command_confined(attack: Attack, tmp_path: Path) -> None:
    """In a process that may not write, connect or start anything, within three gigabytes."""
    path = tmp_path / attack.name
    path.write_bytes(attack.make())
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, str(tmp_path), str(3 * GIB), "read", "--format", "json", str(path)],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=tmp_path,
        # The coverage of the tests writes files of its own, which this process may not.
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("COV")},
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=False,
    )
    assert "FORBIDDEN" not in done.stderr
    check(attack, path, done.returncode, done.stdout, done.stderr)


def test_the_hook_sees_what_it_is_to_see(tmp_path: Path) -> None:
    for act in (
        "open('/tmp/x', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "os.system('true')",
    ):
        script = CONFINED.replace("sys.exit(jiheng.cli.run(sys.argv[3:]))", act)
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path), str(3 * GIB)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 99, done.stderr
        assert "FORBIDDEN" in done.stderr


def test_names_are_told_apart() -> None:
    names = [attack.name for attack in corpus()]
    assert len(names) == len(set(names))


def test_the_corpus_is_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = corpus()[:40]
    monkeypatch.setattr(corpus_module, "corpus", lambda: few)
    assert corpus_module.main([str(tmp_path / "out")]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {attack.name for attack in few}
