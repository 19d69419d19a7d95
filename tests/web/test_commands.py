"""The site as people start, back up, restore and check it: real processes, a real server, real signals."""

from __future__ import annotations

import json
import re
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.web.site import jiheng, serving

pytestmark = pytest.mark.slow


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
        done = jiheng(home, "backup", "-o", str(copy))
    assert done.returncode == 0, done.stderr
    before = jiheng(home, "journal", "verify")

    restored = jiheng(tmp_path / "other", "restore", str(copy))
    after = jiheng(tmp_path / "other", "journal", "verify")

    assert restored.returncode == 0, restored.stderr
    assert before.returncode == after.returncode == 0
    assert re.findall(r"[0-9a-f]{64}", before.stdout) == re.findall(r"[0-9a-f]{64}", after.stdout) != []


def test_a_damaged_backup_is_refused_and_touches_nothing(tmp_path: Path) -> None:
    home, good, bad = tmp_path / "home", tmp_path / "good.zip", tmp_path / "bad.zip"
    with serving(home):
        jiheng(home, "backup", "-o", str(good))
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[:-1] + b"?" if name == "database.sqlite3" else content)

    refused = jiheng(tmp_path / "other", "restore", str(bad))

    assert refused.returncode == 3
    assert "已损坏" in refused.stderr
    assert not (tmp_path / "other").exists()


def test_restore_over_data_needs_to_be_forced_and_keeps_it(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "backup.zip"
    with serving(home):
        jiheng(home, "backup", "-o", str(copy))

    refused = jiheng(home, "restore", str(copy))
    forced = jiheng(home, "restore", str(copy), "--force")

    assert refused.returncode == 2
    assert forced.returncode == 0, forced.stderr
    assert list(tmp_path.glob("home-before-*"))


def test_an_exported_journal_says_where_it_was_changed(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "journal.jsonl"
    with serving(home, "--demo"):
        exported = jiheng(home, "journal", "export", "-o", str(file))
    assert exported.returncode == 0, exported.stderr
    assert jiheng(tmp_path, "journal", "verify", str(file)).returncode == 0

    lines = file.read_text(encoding="utf-8").splitlines()
    changed = json.loads(lines[6]) | {"person_name": "别人"}
    lines[6] = json.dumps(changed, ensure_ascii=False)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = jiheng(tmp_path, "journal", "verify", str(file))

    assert told.returncode == 1
    assert "第 7 条" in told.stderr
