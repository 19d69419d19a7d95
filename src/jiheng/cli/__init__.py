"""The same engine from a shell: ``jiheng read|score|audit FILE…``. It asks and prints."""

from jiheng.cli._app import main, run
from jiheng.cli._cards import applies_words, case_words, standard_rows

__all__ = ["applies_words", "case_words", "main", "run", "standard_rows"]
