"""``jiheng backup``: one file from which the site can be put back, made while the site runs.

The database is copied by its own means (SQLite's VACUUM INTO, pg_dump), which see one moment of it.
Attachments are named by their hash and never change, so those that the copy names are all there when it has
been made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from jiheng_web.commands import DONE, UNREADABLE, WRONG_CALL
from jiheng_web.commands._tell import problem, tell
from jiheng_web.journal.models import ChainEnd

SCHEMA = "jiheng-backup/1"
SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"
_FOLDERS = ("files", "access")
_BLOCK = 1 << 20


def backup(output: Path, *, force: bool) -> int:
    """Write the backup; nothing stands under the output's name until it is whole."""
    if output.exists() and not force:
        problem(f"{output} 已存在，用 --force 覆盖。")
        return WRONG_CALL
    home = Path(settings.HOME)
    if connection.vendor == "sqlite" and not (home / "jiheng.sqlite3").exists():
        problem(f"{home} 里没有数据库，没有可备份的内容。")
        return UNREADABLE
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=".jiheng-") as folder:
            unfinished = Path(folder) / "backup.zip"
            count = _write(unfinished, Path(folder), home)
            unfinished.replace(output)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as cause:
        problem(f"备份没有写成，原有文件未动：{_words(cause)}")
        return UNREADABLE
    tell(f"已备份到 {output}：{count} 个文件，{output.stat().st_size:,} 字节。密钥在内，请妥善保管。")
    return DONE


def _words(cause: Exception) -> str:
    if isinstance(cause, subprocess.CalledProcessError):
        return str(cause.stderr).strip() or str(cause)
    return str(cause)


def _write(target: Path, folder: Path, home: Path) -> int:
    database = _copy_database(folder)
    digests: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for file, name in [(database, database.name), (home / "secret.key", "secret.key"), *_kept(home)]:
            if file.exists():
                digests[name] = _add(archive, file, name)
        manifest = {
            "schema": SCHEMA,
            "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "database": database.name,
            "journal": list(ChainEnd.objects.values_list("number", "digest").get(pk=1)),
            "sha256": digests,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return len(digests)


def _kept(home: Path) -> Iterator[tuple[Path, str]]:
    for folder in _FOLDERS:
        for file in sorted((home / folder).rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield file, file.relative_to(home).as_posix()


def _add(archive: zipfile.ZipFile, file: Path, name: str) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as entry:
        while block := source.read(_BLOCK):
            digest.update(block)
            entry.write(block)
    return digest.hexdigest()


def _copy_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / SQLITE
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        return copy
    program = shutil.which("pg_dump")
    if program is None:
        raise FileNotFoundError("没有找到 pg_dump，请安装 PostgreSQL 的客户端程序。")
    copy = folder / POSTGRESQL
    arguments = [program, "--format=custom", "--no-owner", f"--file={copy}"]
    subprocess.run(  # noqa: S603 - a program of the system, its arguments our own
        arguments, env=postgresql_environment(), check=True, capture_output=True, text=True
    )
    return copy


def postgresql_environment() -> dict[str, str]:
    """Return the environment in which PostgreSQL's own programs find the site's database."""
    given = connection.settings_dict
    asked = {
        "PGDATABASE": given["NAME"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
    }
    return os.environ | {name: str(value) for name, value in asked.items() if value}
