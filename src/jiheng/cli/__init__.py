"""The same engine from a shell: ``jiheng read|score|audit FILE…``. It asks and prints."""

from jiheng.cli._app import main, run

__all__ = ["main", "run"]
