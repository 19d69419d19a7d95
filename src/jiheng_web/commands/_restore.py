"""``jiheng restore``: a backup back into a folder of data. Checked whole before anything is put in place."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from jiheng_web.commands import DONE, UNREADABLE, WRONG_CALL
from jiheng_web.commands._tell import problem, tell

_SCHEMA = "jiheng-backup/1"
_SQLITE, _POSTGRESQL = "database.sqlite3", "database.pgdump"
_BLOCK = 1 << 20


class _Broken(Exception):
    """The backup cannot be used."""


def restore(home: Path, source: Path, *, force: bool) -> int:
    """Unpack, compare every hash, then take the folder's place.

    Args:
        home: The folder of data: empty or absent, or, with ``force``, kept under another name.
        source: What ``backup`` wrote.
        force: Whether to put an existing folder aside.
    """
    if home.exists() and any(home.iterdir()) and not force:
        problem(f"{home} 里已有数据。换一个 --home，或用 --force 把它改名留存。")
        return WRONG_CALL
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=".jiheng-") as folder:
            unpacked = Path(folder) / "home"
            database = _unpack(source, unpacked)
            if database == _POSTGRESQL:
                _load_postgresql(unpacked / _POSTGRESQL)
                (unpacked / _POSTGRESQL).unlink()
            else:
                (unpacked / _SQLITE).replace(unpacked / "jiheng.sqlite3")
            _take_place(unpacked, home)
    except (OSError, zipfile.BadZipFile, _Broken) as cause:
        problem(f"没有恢复，{home} 未动：{cause}")
        return UNREADABLE
    tell(f"已恢复到 {home}。")
    return DONE


def _unpack(source: Path, target: Path) -> str:
    with zipfile.ZipFile(source) as archive:
        try:
            manifest = json.loads(archive.read("manifest.json"))
            listed: dict[str, str] = dict(manifest["sha256"])
            database = str(manifest["database"])
        except (KeyError, ValueError, TypeError) as cause:
            raise _Broken(f"{source} 不是 jiheng backup 写出的文件。") from cause
        if (
            manifest.get("schema") != _SCHEMA
            or database not in {_SQLITE, _POSTGRESQL}
            or database not in listed
        ):
            raise _Broken(f"{source} 是别的版本写出的备份，这个版本读不了。")
        for name, digest in listed.items():
            if _copy(archive, name, target) != digest:
                raise _Broken(f"备份里的 {name} 已损坏。")
    return database


def _copy(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/") or name not in archive.namelist():
        raise _Broken(f"备份里缺少 {name}，或名称不合规。")
    file = target.joinpath(*parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(name) as entry, file.open("wb") as written:
        while block := entry.read(_BLOCK):
            digest.update(block)
            written.write(block)
    if name == "secret.key":
        file.chmod(0o600)
    return digest.hexdigest()


def _take_place(unpacked: Path, home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
        aside = home.with_name(f"{home.name}-before-{stamp}")
        home.replace(aside)
        tell(f"原有数据已改名为 {aside}。")
    elif home.exists():
        home.rmdir()
    unpacked.replace(home)


def _load_postgresql(dump: Path) -> None:
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        raise _Broken("这是 PostgreSQL 的备份：请先用 DATABASE_URL 指明要恢复到哪个（空的）数据库。")
    program = shutil.which("pg_restore")
    if program is None:
        raise _Broken("没有找到 pg_restore，请安装 PostgreSQL 的客户端程序。")
    arguments = [
        program,
        "--exit-on-error",
        "--no-owner",
        "--single-transaction",
        f"--dbname={address}",
        str(dump),
    ]
    done = subprocess.run(arguments, check=False, capture_output=True, text=True)  # noqa: S603 - as in _backup
    if done.returncode:
        raise _Broken(f"数据库没有恢复（须是空的数据库）：{done.stderr.strip()[:300]}")
