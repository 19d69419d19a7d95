"""Stage 2: Document → FilledForm. Which official form a grid is, and which cell is which field."""

from jiheng.forms._catalogue import all_form_cards
from jiheng.forms._find import FoundForms, find_forms
from jiheng.forms._labels import label_key, months_of, split_points, without_row_number
from jiheng.forms._types import Block, FilledForm, FilledRow, FormCard, RowStyle

__all__ = [
    "Block",
    "FilledForm",
    "FilledRow",
    "FormCard",
    "FoundForms",
    "RowStyle",
    "all_form_cards",
    "find_forms",
    "label_key",
    "months_of",
    "split_points",
    "without_row_number",
]
