"""The one place that calls the engine: contents of a filing → package, scores, findings, documents.

Everything is computed from the contents given, by the functions anyone may call on files; results are kept in
memory by the contents' hash, so a form that did not change is not read again. No database, no request.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import jiheng
from jiheng.audit import Audit, Evidence, Settings, audit_package
from jiheng.documents import Document, SourceFile
from jiheng.render import Places, package_from_json, render_json, with_paths
from jiheng.render.official import PackageComparison, compare_packages, families
from jiheng.render.publish import mask_package, public_files
from jiheng.reports import BaseData, Package, SelfEvaluation, match_projects
from jiheng.scoring import score_package
from jiheng.standards import all_standards
from jiheng_web.filings.content import KINDS, FormJson, from_contract, lists_of, rows_of
from jiheng_web.report_texts import with_figures

_KEPT_PACKAGES = 64
_KEPT_FORMS = 2048
_KEPT_PUBLIC = 16


@dataclass(frozen=True, slots=True)
class FormInput:
    """A form as it is kept: its key in the filing, the hash of its contents, the contents."""

    key: str
    digest: str
    content: FormJson


@dataclass(frozen=True, slots=True)
class Checked:
    """What the engine says of a package, with the keys of its forms in order."""

    keys: tuple[str, ...]
    audit: Audit
    places: Places

    def form_of(self, key: str) -> int:
        """Return the index of a form in the package.

        Raises:
            ValueError: The package has no such form.
        """
        return self.keys.index(key)

    def words_of(self, key: str, path: str) -> str:
        """Return where a cell stands, in words; the form alone where the path is "" or its row is gone.

        Raises:
            ValueError: The package has no such form.
        """
        place = self.places.place(Evidence(self.form_of(key), path, ""))
        return " ".join(part for part in (place.row_words, place.column) if part)


_Value = TypeVar("_Value")


class _Kept(Generic[_Value]):
    """The latest values by their key; safe to share among threads."""

    def __init__(self, most: int) -> None:
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def get(self, key: Hashable) -> _Value | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        return None

    def put(self, key: Hashable, value: _Value) -> _Value:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


_forms: _Kept[BaseData | SelfEvaluation] = _Kept(_KEPT_FORMS)
_packages: _Kept[Checked] = _Kept(_KEPT_PACKAGES)
_public: _Kept[Mapping[str, bytes]] = _Kept(_KEPT_PUBLIC)


def contract_form(content: FormJson) -> dict[str, object]:
    """Return a form's contents as the contract has it: without the ids of rows."""
    names = lists_of(str(content["kind"]))
    form: dict[str, object] = {**content, "document": 0}
    for name in names:
        form[name] = [
            {key: value for key, value in row.items() if key != "id"} for row in rows_of(content, name)
        ]
    if not form.get("filing_date"):
        form.pop("filing_date", None)
    return form


def read_form(form: FormInput) -> BaseData | SelfEvaluation:
    """Return the engine's record of a form, each cell addressed by its path."""
    kept = _forms.get(form.digest)
    if kept is not None:
        return kept
    entry = json.dumps({"schema": "jiheng/1", "forms": [contract_form(form.content)]}, ensure_ascii=False)
    record = package_from_json(entry.encode(), "填报内容").forms[0]
    assert isinstance(record, BaseData | SelfEvaluation)  # noqa: S101 - the three kinds that are filled in
    ids = {
        name: [str(row["id"]) for row in rows_of(form.content, name)]
        for name in lists_of(str(form.content["kind"]))
    }
    return _forms.put(form.digest, with_paths(record, ids))


def package_of(forms: Sequence[FormInput], name: str) -> Package:
    """Return the forms of a filing as a package of the engine."""
    records = tuple(read_form(form) for form in forms)
    document = Document(name, "", "application/json", ())
    package = Package(name=name, documents=(document,), forms=records, matches=match_projects(records))
    return with_figures(package, [form.content for form in forms])


def read_files(files: Sequence[SourceFile]) -> Package:
    """Read uploaded files as one package; what cannot be read is in its ``failures``."""
    return jiheng.read(*files)


def forms_of(package: Package) -> list[FormJson]:
    """Return the forms of a package that are filled in here, as they are kept."""
    entries = json.loads(render_json(package))["forms"]
    return [from_contract(entry) for entry in entries if entry["kind"] in KINDS]


def check_package(
    forms: Sequence[FormInput], name: str, *, standard: str = "", profile: str = "clerk"
) -> Checked:
    """Score and audit a filing whole.

    Args:
        forms: Its forms in order.
        name: The body's name.
        standard: Id of the standard of the task; "" chooses by form, place and year.
        profile: For whom findings are chosen.
    """
    key = (tuple(form.digest for form in forms), tuple(form.key for form in forms), name, standard, profile)
    kept = _packages.get(key)
    if kept is not None:
        return kept
    package = package_of(forms, name)
    sheets = score_package(package, standard or None)
    audit = audit_package(package, sheets, None, Settings(profile))
    return _packages.put(key, Checked(tuple(form.key for form in forms), audit, Places.of(package)))


def check_form(form: FormInput, name: str, *, standard: str = "", profile: str = "clerk") -> Checked:
    """Score and audit one form by itself: what can be said at once after each change.

    Findings that need the other forms come with ``check_package``.
    """
    return check_package([form], name, standard=standard, profile=profile)


def compare(
    before: Sequence[FormInput], after: Sequence[FormInput], name: str, *, layout: str = ""
) -> PackageComparison:
    """Return what changed from one version of a filing to another, cell by cell.

    Raises:
        RenderError: Neither version has a form that any layout draws.
    """
    return compare_packages(package_of(before, name), package_of(after, name), layout)


def public_forms(forms: Sequence[FormInput], name: str) -> list[FormJson]:
    """Return the forms of a filing with personal particulars masked."""
    return forms_of(mask_package(package_of(forms, name))[0])


def public_documents(forms: Sequence[FormInput], name: str, *, layout: str = "") -> Mapping[str, bytes]:
    """Return the files that are made public, by name: ``report.pdf``, ``data.json``; written once.

    Raises:
        RenderError: A document cannot be written.
    """
    key = (tuple(form.digest for form in forms), name, layout)
    kept = _public.get(key)
    if kept is not None:
        return kept
    masked, _ = mask_package(package_of(forms, name))
    return _public.put(key, public_files(masked, layout)[0])


def standards() -> tuple[tuple[str, str], ...]:
    """Return the standards that a task may name: id and title."""
    return tuple((one.id, one.title) for one in all_standards())


def layouts() -> tuple[str, ...]:
    """Return the ids of the layouts that documents may be drawn by."""
    return families()
