"""The site's commands, as the command line calls them. Each returns an exit status and tells what it did.

Django is set up inside the calls: its settings come from the folder of data that a call names.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from types import ModuleType

DONE, TAMPERED, WRONG_CALL, UNREADABLE = 0, 1, 2, 3
EXAMPLE_MARK = "example-city"
"""A file in the folder of data that says that everything in it is made up."""


def _at(home: Path, module: str) -> ModuleType:
    """Set Django up for a folder of data and return one of this package's modules."""
    os.environ["JIHENG_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng_web.settings")
    import_module("django").setup()
    return import_module(f"jiheng_web.commands.{module}")


def _is_example(home: Path) -> bool:
    """Whether a folder of data is empty, or holds an example city: never a real site."""
    return (home / EXAMPLE_MARK).exists() or not (home / "jiheng.sqlite3").exists()


def serve(home: Path, *, host: str, port: int, demo: bool) -> int:
    """Serve the site until interrupted."""
    if demo and not os.environ.get("DATABASE_URL") and _is_example(home):
        # Whoever tries the example city has no telephone set up for its administrators.
        os.environ.setdefault("JIHENG_SECOND_FACTOR", "off")
    status: int = _at(home, "_serve").serve(host, port, demo=demo)
    return status


def administrator(home: Path) -> int:
    """Make a system administrator by asking in the terminal."""
    status: int = _at(home, "_administrator").ask()
    return status


def backup(home: Path, output: Path, *, force: bool) -> int:
    """Write database, attachments and key into one file."""
    status: int = _at(home, "_backup").backup(output, force=force)
    return status


def restore(home: Path, source: Path, *, force: bool) -> int:
    """Put a backup back into an empty folder of data."""
    # Before Django is set up: the key and the database come out of the backup.
    restoring = import_module("jiheng_web.commands._restore")
    status: int = restoring.restore(home.resolve(), source, force=force)
    if status == DONE:
        status = _at(home, "_serve").upgrade_and_verify()
    return status


def verify_journal(home: Path, file: Path | None) -> int:
    """Check the chain of the journal, or of an exported one."""
    status: int = _at(home, "_journal").verify(file)
    return status


def export_journal(home: Path, output: Path, *, force: bool) -> int:
    """Write the journal for an auditor."""
    status: int = _at(home, "_journal").export(output, force=force)
    return status
