"""The strict loader of YAML cards, and the sources that cards cite."""

from jiheng.cards._citations import Certainty, Citation, Source, all_sources, read_citations
from jiheng.cards._loader import Card, read_card, read_folder

__all__ = [
    "Card",
    "Certainty",
    "Citation",
    "Source",
    "all_sources",
    "read_card",
    "read_citations",
    "read_folder",
]
