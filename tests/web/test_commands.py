"""The site as people start, back up, restore and check it: real processes, a real server, real signals."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JIHENG_", "DJANGO_", "COV"))
    }
    return kept | {"JIHENG_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


def _jiheng(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "jiheng", *arguments]
    return subprocess.run(
        call, env=_environment(home), capture_output=True, text=True, check=False, timeout=120
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A running site."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{port}"
        self.said: list[str] = []

    def wait(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if "绩衡已启动" in line:
                break
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.address}/sign-in", timeout=5).close()  # noqa: S310 - our own server
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the site did not answer")


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[Site]:
    port = _free_port()
    call = [sys.executable, "-m", "jiheng", "serve", "--port", str(port), *arguments]
    process = subprocess.Popen(
        call, env=_environment(home), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    site = Site(process, port)
    try:
        site.wait()
        yield site
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def test_an_empty_folder_becomes_a_site_with_a_link_that_works_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as site:
        link = next(line.strip() for line in site.said if "/first/" in line)
        with urllib.request.urlopen(link, timeout=10) as page:  # noqa: S310 - our own server
            text = page.read().decode()
    assert "系统管理员" in text
    assert "安全管理员" in text
    assert (home / "secret.key").stat().st_mode & 0o077 == 0


def test_backup_of_a_running_site_restores_to_the_same_journal(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "backup.zip"
    with serving(home, "--demo"):
        done = _jiheng(home, "backup", "-o", str(copy))
    assert done.returncode == 0, done.stderr
    before = _jiheng(home, "journal", "verify")

    restored = _jiheng(tmp_path / "other", "restore", str(copy))
    after = _jiheng(tmp_path / "other", "journal", "verify")

    assert restored.returncode == 0, restored.stderr
    assert before.returncode == after.returncode == 0
    assert re.findall(r"[0-9a-f]{64}", before.stdout) == re.findall(r"[0-9a-f]{64}", after.stdout) != []


def test_a_damaged_backup_is_refused_and_touches_nothing(tmp_path: Path) -> None:
    home, good, bad = tmp_path / "home", tmp_path / "good.zip", tmp_path / "bad.zip"
    with serving(home):
        _jiheng(home, "backup", "-o", str(good))
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[:-1] + b"?" if name == "database.sqlite3" else content)

    refused = _jiheng(tmp_path / "other", "restore", str(bad))

    assert refused.returncode == 3
    assert "已损坏" in refused.stderr
    assert not (tmp_path / "other").exists()


def test_restore_over_data_needs_to_be_forced_and_keeps_it(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "backup.zip"
    with serving(home):
        _jiheng(home, "backup", "-o", str(copy))

    refused = _jiheng(home, "restore", str(copy))
    forced = _jiheng(home, "restore", str(copy), "--force")

    assert refused.returncode == 2
    assert forced.returncode == 0, forced.stderr
    assert list(tmp_path.glob("home-before-*"))


def test_an_exported_journal_says_where_it_was_changed(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "journal.jsonl"
    with serving(home, "--demo"):
        exported = _jiheng(home, "journal", "export", "-o", str(file))
    assert exported.returncode == 0, exported.stderr
    assert _jiheng(tmp_path, "journal", "verify", str(file)).returncode == 0

    lines = file.read_text(encoding="utf-8").splitlines()
    changed = json.loads(lines[6]) | {"person_name": "别人"}
    lines[6] = json.dumps(changed, ensure_ascii=False)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = _jiheng(tmp_path, "journal", "verify", str(file))

    assert told.returncode == 1
    assert "第 7 条" in told.stderr
