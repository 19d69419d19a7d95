"""The contents of a filing as the engine takes them: as they stand, or as a revision froze them."""

from __future__ import annotations

from collections.abc import Iterable

from jiheng_web.engine import FormInput
from jiheng_web.filings.models import Filing, FilledForm, Revision


def present(filing: Filing) -> list[FormInput]:
    """Return a filing's forms as they stand."""
    return inputs_of(filing.forms.all())


def inputs_of(forms: Iterable[FilledForm]) -> list[FormInput]:
    """Return forms at hand."""
    return [FormInput(form.key, form.digest, form.content) for form in forms]


def frozen(revision: Revision) -> list[FormInput]:
    """Return the forms as a revision holds them."""
    return [FormInput(form["key"], form["digest"], form["content"]) for form in revision.content]
