"""Reads the form cards in ``catalogue/``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jiheng.cards import Card, read_citations, read_folder
from jiheng.forms._labels import label_key
from jiheng.forms._types import Block, FormCard, RowStyle


@cache
def all_form_cards() -> tuple[FormCard, ...]:
    """Return every form card, in the order of their file names.

    Raises:
        StandardError: A card is wrong, or one label names two fields of a block.
    """
    return tuple(_form(code, card) for code, card in read_folder(files("jiheng.forms") / "catalogue"))


def _form(code: str, card: Card) -> FormCard:
    form = FormCard(
        code=code,
        kind=card.text("kind"),
        title=card.text("title"),
        citations=read_citations(card),
        titles=card.texts("titles"),
        identity=_by_label(card, "identity"),
        key_fields=frozenset(card.texts("key_fields")),
        sections=frozenset(label_key(text) for text in card.texts("sections")),
        blocks=tuple(_block(block) for block in card.cards("blocks")),
        total=frozenset(label_key(text) for text in card.texts("total")),
        levels={name: int(level) for name, level in card.pairs("levels")},
        categories=frozenset(label_key(text) for text in card.texts("categories")),
        subcategories=frozenset(label_key(text) for text in card.texts("subcategories")),
        groups=frozenset(card.texts("groups")),
        needs=frozenset(label_key(text) for text in card.texts("needs")),
        without=frozenset(label_key(text) for text in card.texts("without")),
        needs_borders=card.text("needs_borders", "no") == "yes",
    )
    card.close()
    return form


def _block(card: Card) -> Block:
    block = Block(
        name=card.text("name"),
        style=card.choice("rows", RowStyle),
        captions=frozenset(label_key(text) for text in (*card.texts("captions"), *card.texts("spans"))),
        columns=_by_label(card, "columns"),
        at_least=int(card.decimal("at_least")),
        lines=_by_label(card, "lines"),
        carried=card.texts("carried"),
        parts=_parts(card),
        unreported=frozenset(card.texts("unreported")),
        spans=frozenset(label_key(text) for text in card.texts("spans")),
        twice=card.text("twice", ""),
        optional=card.text("optional", "no") == "yes",
    )
    card.close()
    return block


def _parts(card: Card) -> dict[str, tuple[str, ...]]:
    if "parts" not in card:
        return {}
    nested = card.card("parts")
    parts = {field: nested.texts(field) for field in nested.keys()}  # noqa: SIM118 - a card is not a dict
    nested.close()
    return parts


def _by_label(card: Card, key: str) -> dict[str, str]:
    """Turn ``field: [label, synonym, …]`` into label key → field."""
    if key not in card:
        return {}
    nested = card.card(key)
    fields: dict[str, str] = {}
    for field in nested.keys():  # noqa: SIM118 - a card is not a dict
        for text in nested.texts(field):
            if fields.setdefault(label_key(text), field) != field:
                raise nested.error(field, f"{text} already names {fields[label_key(text)]}")
    nested.close()
    return fields
