"""What an upload would change: each cell old → new, matched to the forms and rows that are there. Pure."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiheng.reports import name_key
from jiheng_web.filings.content import LONGEST, FormJson, RowJson, fields_of, groups_of, lists_of, rows_of
from jiheng_web.filings.matching import STRUCTURE, columns_of, counterparts, plain, unused_rows
from jiheng_web.filings.words import cell_words, column_words, row_words
from jiheng_web.reading import ReadDoubt, ReadForm, ReadPackage

_ACHIEVEMENTS = frozenset(
    {"achieved", "score", "deviation_reason", "original_budget", "final_budget", "actual_expenditure"}
    | {"execution_rate", "amount", "text", "budget", "actual"}
)
"""What a year came to: not taken from the year before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A form of the filing, as far as matching needs it."""

    key: str
    kind: str
    title: str
    content: FormJson
    row_labels: tuple[str, ...] = ()
    """Labels of the base data's rows that a project reports on."""


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """A cell that an upload would write."""

    path: str
    """In the form here; a new row's id is the one it was read with."""
    row: str
    """What its row is called; "" for single cells."""
    column: str
    old: str
    new: str
    at: str
    """Where it stands in the original."""
    doubt: str = ""

    @property
    def ticked(self) -> bool:
        """Whether it is taken over unless the clerk says otherwise: where nothing stands here."""
        return not self.old

    @property
    def anchor(self) -> str:
        """The place in the original as a name within the page."""
        return f"o-{self.at}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one form that was read would change."""

    index: int
    read: ReadForm
    target: Standing | None
    """None where the filing has no such form yet."""
    cells: tuple[ProposedCell, ...]
    same: int
    """How many cells read the same here."""
    unused: tuple[str, ...] = field(default=())
    """Blank official rows of lists that were read whole: paths of what may be taken away."""

    @property
    def title(self) -> str:
        """What the form is called."""
        return self.target.title if self.target else self.read.title

    @property
    def fills(self) -> int:
        """How many blank cells it fills."""
        return sum(cell.ticked for cell in self.cells)

    @property
    def differs(self) -> int:
        """How many cells read otherwise here."""
        return len(self.cells) - self.fills

    @property
    def doubtful(self) -> int:
        """How many have to be compared with the original."""
        return sum(bool(cell.doubt) for cell in self.cells)


def proposals(read: ReadPackage, standing: Sequence[Standing], *, is_previous: bool) -> tuple[Proposal, ...]:
    """Return what an upload would change, form by form.

    Args:
        read: What was read.
        standing: The filing's forms.
        is_previous: Whether it is last year's package: names and targets are taken, what came of them is not.
    """
    free = list(standing)
    found = []
    for index, form in enumerate(read.forms):
        target = _target(form, free)
        if target is not None:
            free.remove(target)
        doubts = [one for one in read.doubts if one.form == index]
        content = as_reference(form.content) if is_previous else form.content
        found.append(_proposal(index, form, content, target, doubts))
    return tuple(found)


def _target(form: ReadForm, free: Sequence[Standing]) -> Standing | None:
    """Return the form here that one read is about: the one of its kind, or the project of its name or row."""
    kin = [one for one in free if one.kind == form.kind]
    if form.kind != "project_self_evaluation":
        return kin[0] if kin else None
    name = name_key(str(form.content["name"]))
    labels = {plain(label) for label in form.row_labels}
    by_name = (one for one in kin if name_key(str(one.content["name"])) == name)
    by_row = (one for one in kin if labels & {plain(label) for label in one.row_labels})
    return next(by_name, None) or next(by_row, None)


def as_reference(content: FormJson) -> FormJson:
    """Return last year's form as a start for this year's; its outcome is what the base data compares with."""
    kept = copy.deepcopy(content)
    for name in lists_of(str(content["kind"])):
        for row in rows_of(kept, name):
            before = row.get("actual")
            row.update(dict.fromkeys(row.keys() & _ACHIEVEMENTS, ""))
            if name == "expenditure":
                row["previous_actual"] = before or ""
    for group in groups_of(str(content["kind"])):
        cells = kept[group]
        assert isinstance(cells, dict)  # noqa: S101 - the shape of content.blank_form
        kept[group] = {
            key: value if key in {"max_score", "authorized_headcount"} else "" for key, value in cells.items()
        }
    kept["filing_date"] = kept["austerity_measures"] = ""
    return kept


def _proposal(
    index: int, read: ReadForm, content: FormJson, target: Standing | None, doubts: Sequence[ReadDoubt]
) -> Proposal:
    here = target.content if target else _nothing(content)
    search = _Search(read, here, {one.at: _reason(one) for one in doubts})
    search.single(content)
    unused: list[str] = []
    for name in lists_of(read.kind):
        rows = rows_of(content, name)
        pairs = counterparts(name, rows_of(here, name), rows)
        search.rows(name, rows, pairs)
        if rows:
            blank = unused_rows(name, rows_of(here, name), set(pairs.values()))
            unused += (f"{name}/{row}" for row in blank)
    return Proposal(index, read, target, tuple(search.cells), search.same, tuple(unused))


def _reason(doubt: ReadDoubt) -> str:
    return doubt.why if doubt.why.startswith(doubt.heading) else f"{doubt.heading}：{doubt.why}"


def _nothing(content: FormJson) -> FormJson:
    kind = str(content["kind"])
    blank: FormJson = {"kind": kind, **dict.fromkeys(fields_of(kind), "")}
    blank.update({group: dict.fromkeys(names, "") for group, names in groups_of(kind).items()})
    blank.update({name: [] for name in lists_of(kind)})
    return blank


@dataclass(slots=True)
class _Search:
    read: ReadForm
    here: FormJson
    doubts: dict[str, str]
    cells: list[ProposedCell] = field(default_factory=list)
    same: int = 0

    def single(self, content: FormJson) -> None:
        """Take the cells outside lists."""
        kind = self.read.kind
        for name in fields_of(kind):
            self._cell(name, "", column_words(name), self.here.get(name), content.get(name), name)
        for group, names in groups_of(kind).items():
            old, new = self.here[group], content[group]
            assert isinstance(old, dict)  # noqa: S101 - the shape of content.blank_form
            assert isinstance(new, dict)  # noqa: S101 - the shape of content.blank_form
            for name in names:
                path = f"{group}/{name}"
                self._cell(path, "", cell_words(content, path), old.get(name), new.get(name), path)

    def rows(self, name: str, rows: Iterable[RowJson], pairs: dict[str, str]) -> None:
        """Take the cells of a list."""
        known = {str(row["id"]): row for row in rows_of(self.here, name)}
        for row in rows:
            read_id = str(row["id"])
            row_id = pairs.get(read_id, read_id)
            old = known.get(row_id, {})
            for column in columns_of(self.read.kind, name):
                where = f"{name}/{read_id}/{column}"
                words = (row_words(name, row), column_words(column, name))
                self._cell(f"{name}/{row_id}/{column}", *words, old.get(column), row[column], where)

    def _cell(self, path: str, row: str, column: str, old: object, new: object, where: str) -> None:
        before, after = str(old or ""), str(new or "")
        if not after:
            return
        if before == after:
            self.same += 1
            return
        at = self.read.at.get(where, "")
        doubt = self.doubts.get(at, "")
        if len(after) > LONGEST:
            after, doubt = after[:LONGEST], f"超过 {LONGEST} 字，只能带入前 {LONGEST} 字"
        self.cells.append(ProposedCell(path, row, column, before, after, at, doubt))


def with_chosen(
    proposal: Proposal, content: FormJson, start: FormJson, chosen: frozenset[str], *, drop_unused: bool
) -> FormJson:
    """Return a form with the chosen cells of a proposal written.

    Args:
        proposal: The proposal.
        content: What was read, as it is to be taken (``as_reference`` for last year's).
        start: The form as it stands; a blank one where it is new.
        chosen: Paths of the cells to take over.
        drop_unused: Whether blank official rows go that nothing was read for.
    """
    wanted = copy.deepcopy(start)
    new = {cell.path: cell.new for cell in proposal.cells if cell.path in chosen}
    for path, value in new.items():
        parts = path.split("/")
        if len(parts) == 1:
            wanted[path] = value
        elif len(parts) == 2:  # noqa: PLR2004 - group/name
            group = wanted[parts[0]]
            assert isinstance(group, dict)  # noqa: S101 - the shape of content.blank_form
            group[parts[1]] = value
    for name in lists_of(proposal.read.kind):
        _write_rows(name, rows_of(wanted, name), rows_of(content, name), new)
    if drop_unused:
        for path in proposal.unused:
            name, row_id = path.split("/")
            wanted[name] = [row for row in rows_of(wanted, name) if row["id"] != row_id]
    return wanted


def _write_rows(name: str, rows: list[RowJson], read: Sequence[RowJson], new: dict[str, str]) -> None:
    """Write a list's cells into its rows; a row that is new stands behind the one it was read behind."""
    pairs = counterparts(name, rows, read)
    kept = {"id", *STRUCTURE}
    place = 0
    for row in read:
        row_id = pairs.get(str(row["id"]), str(row["id"]))
        index = next((i for i, one in enumerate(rows) if one["id"] == row_id), None)
        cells = {column: new[path] for column in row if (path := f"{name}/{row_id}/{column}") in new}
        if index is not None:
            rows[index].update(cells)
            place = index + 1
        elif cells:
            blank: RowJson = {key: value if key in kept else "" for key, value in row.items()}
            rows.insert(place, {**blank, **cells})
            place += 1
