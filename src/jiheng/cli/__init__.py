"""The same engine from a shell: ``jiheng read|score|audit FILE…``. It asks and prints."""

from jiheng.cli._app import main, run
from jiheng.cli._cards import applies_words, case_words, fix_card_words, standard_rows
from jiheng.cli._indicator_cards import HEAD as PACK_HEAD
from jiheng.cli._indicator_cards import pack_rows, pack_words

__all__ = [
    "PACK_HEAD",
    "applies_words",
    "case_words",
    "fix_card_words",
    "main",
    "pack_rows",
    "pack_words",
    "run",
    "standard_rows",
]
