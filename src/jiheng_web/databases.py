"""Where records are kept: the embedded database by default, PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

Setting = str | int | bool | dict[str, str | int]


def embedded_database(path: Path) -> dict[str, Setting]:
    """Return the settings of SQLite in a file.

    Writers queue on a lock of ours (``writing``) and start with BEGIN IMMEDIATE, so that no transaction finds
    out late that it cannot write. ``synchronous=FULL`` has an acknowledged save survive a power cut; it costs
    about a fifth of the saves a second.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-16000;",
        },
    }


def database_from_url(address: str) -> dict[str, Setting]:
    """Return the settings for ``postgresql://person:password@host:port/name`` or ``sqlite:///path``.

    A socket's folder goes into the query: ``postgresql:///name?host=/run/postgresql``.

    Raises:
        ValueError: Another kind of database.
    """
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return embedded_database(Path(unquote(parts.path)))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL 只认 postgresql:// 和 sqlite://，不认识 {parts.scheme}://。")
    asked = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or asked.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or asked.pop("host", ""),
        "PORT": str(parts.port or asked.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**asked},
    }
