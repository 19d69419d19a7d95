"""What still stands between a filing and its submission: what the engine found, and what is blank.

Pure: forms, attachments and findings come in, a list of things to do goes out. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.audit import Finding, Severity
from jiheng_web.engine import Checked
from jiheng_web.filings.content import rows_of
from jiheng_web.filings.layouts import blank_cells, named_rows
from jiheng_web.filings.models import FilledForm, FormKind

_CELLS_NAMED = 4


@dataclass(frozen=True, slots=True)
class FormStanding:
    """A form in the list of a filing's forms."""

    form: FilledForm
    errors: int
    warnings: int
    blanks: int
    is_untouched: bool
    """Nobody has written in it yet."""
    reported: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A thing to do before submitting: its kind, words, and where."""

    kind: str
    """``error``, ``blank``, ``evidence``, ``form``."""
    words: str
    form: FilledForm | None = None
    path: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a filing is."""

    forms: tuple[FormStanding, ...]
    missing: tuple[Missing, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in anywhere."""
        return all(one.is_untouched for one in self.forms)

    @property
    def has_projects(self) -> bool:
        """Whether a project's table was made."""
        return any(one.form.kind == FormKind.PROJECT for one in self.forms)


def standing_of(
    forms: Sequence[FilledForm], checked: Checked, *, evidence: Collection[tuple[str, str]] | None
) -> Standing:
    """Return how far a filing is.

    Args:
        forms: Its forms, in the order in which they were checked.
        checked: What the engine says of them.
        evidence: Form key and row of each attachment; None where the task asks for none.
    """
    rows = tuple(_form_standing(index, form, checked) for index, form in enumerate(forms))
    missing = [*_errors(forms, checked), *_blanks(forms)]
    if evidence is not None:
        missing += _evidence(forms, evidence)
    return Standing(rows, tuple(missing))


def _form_standing(index: int, form: FilledForm, checked: Checked) -> FormStanding:
    own = [one for one in checked.audit.findings if any(place.form == index for place in one.at)]
    sheet = checked.audit.sheet(index)
    return FormStanding(
        form=form,
        errors=sum(one.severity is Severity.ERROR for one in own),
        warnings=sum(one.severity is Severity.WARNING for one in own),
        blanks=len(blank_cells(form.kind, form.content)),
        is_untouched=form.version == 0 and _is_blank(form),
        reported=sheet.reported_total if sheet else None,
        low=sheet.low if sheet else None,
        high=sheet.high if sheet else None,
    )


def _is_blank(form: FilledForm) -> bool:
    """Whether only what the blank form prints stands in it."""
    if form.kind == FormKind.BASE_DATA:
        rows = rows_of(form.content, "expenditure")
        return not any(row["budget"] or row["actual"] or row["previous_actual"] for row in rows)
    return not named_rows(form.content)


def _errors(forms: Sequence[FilledForm], checked: Checked) -> list[Missing]:
    return [
        _error(finding, forms) for finding in checked.audit.findings if finding.severity is Severity.ERROR
    ]


def _error(finding: Finding, forms: Sequence[FilledForm]) -> Missing:
    place = next((one for one in finding.at if one.form >= 0), None)
    if place is None:
        return Missing("error", finding.title, detail=finding.message)
    return Missing(
        "error", finding.title, forms[place.form], place.cell.partition("#")[0], detail=finding.message
    )


def _blanks(forms: Sequence[FilledForm]) -> list[Missing]:
    found = []
    for form in forms:
        if blank := blank_cells(form.kind, form.content):
            titles = "、".join(title for _, title in blank[:_CELLS_NAMED])
            more = f"等 {len(blank)} 处" if len(blank) > _CELLS_NAMED else ""
            found.append(Missing("blank", f"还空着：{titles}{more}", form, blank[0][0]))
    if not any(form.kind == FormKind.PROJECT for form in forms):
        found.append(
            Missing("form", "还没有项目表", detail="先在基础数据表的项目支出下面列出项目，再建项目表。")
        )
    return found


def _evidence(forms: Sequence[FilledForm], evidence: Collection[tuple[str, str]]) -> list[Missing]:
    found = []
    for form in forms:
        bare = [row for row in named_rows(form.content) if (form.key, str(row["id"])) not in evidence]
        if bare:
            names = "、".join(str(row["name"]) for row in bare[:_CELLS_NAMED])
            words = f"{len(bare)} 项指标没有佐证材料"
            found.append(Missing("evidence", words, form, f"indicators/{bare[0]['id']}/name", detail=names))
    return found
