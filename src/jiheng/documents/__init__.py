"""Stage 1: bytes → Document. Knows containers, nothing of forms.

Takes a file's name and bytes; gives paragraphs and grids in reading order. Does not interpret any label.
"""

from jiheng.documents._active import Inspection, inspect_file
from jiheng.documents._expand import expand_archive, is_archive, is_clutter
from jiheng.documents._model import (
    PLAIN,
    Cell,
    Document,
    Grid,
    Origin,
    Paragraph,
    Problem,
    Reading,
    SourceFile,
)
from jiheng.documents._read import READABLE_SUFFIXES, read_document

__all__ = [
    "PLAIN",
    "READABLE_SUFFIXES",
    "Cell",
    "Document",
    "Grid",
    "Inspection",
    "Origin",
    "Paragraph",
    "Problem",
    "Reading",
    "SourceFile",
    "expand_archive",
    "inspect_file",
    "is_archive",
    "is_clutter",
    "read_document",
]
