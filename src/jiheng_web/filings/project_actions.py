"""The list of projects: their tables, and the base data's rows that each reports on."""

from __future__ import annotations

from collections.abc import Sequence

from jiheng_web.accounts.models import Person
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions
from jiheng_web.filings.content import RowJson, rows_of
from jiheng_web.filings.holding import hold_to_change
from jiheng_web.filings.models import Filing, FilledForm, FormKind
from jiheng_web.filings.starting import new_project
from jiheng_web.journal.actions import Actor, record
from jiheng_web.writing import writing


def _rows_of(filing: Filing) -> dict[str, RowJson]:
    form = filing.forms.filter(kind=FormKind.BASE_DATA).first()
    rows = rows_of(form.content, "expenditure") if form else []
    return {str(row["id"]): row for row in rows}


def _projects(filing: Filing) -> list[FilledForm]:
    return list(filing.forms.filter(kind=FormKind.PROJECT))


def add_project(
    filing: Filing, name: str, *, rows: Sequence[str], actor: Actor, person: Person
) -> FilledForm:
    """Add a project's form, tied to the base data's rows that it reports on.

    Raises:
        InputRefused: No name, or a project of this name is there.
        Refused: The filing cannot be changed now.
    """
    wanted = name.strip()
    if not wanted:
        raise InputRefused("请填写项目名称。")
    with writing():
        locked = hold_to_change(filing)
        if any(form.title == wanted for form in _projects(locked)):
            raise InputRefused(f"已经有名为“{wanted}”的项目表。")
        form = _add(locked, wanted, list(rows), person)
        record(actor, "add_project", ("filing", locked.pk), f"增加项目表《{wanted}》", body=locked.body_id)
    return form


def remove_project(form: FilledForm, *, actor: Actor, person: Person) -> None:
    """Take a project's form out of the filing; the last revision that holds it keeps it.

    Raises:
        Refused: The filing cannot be changed now.
        InputRefused: The form is not a project's.
    """
    if form.kind != FormKind.PROJECT:
        raise InputRefused("基础数据表和部门整体自评表不能删除。")
    with writing():
        locked = hold_to_change(form.filing)
        actions.take_revision(locked, person=person, why=f"删除《{form.title}》之前"[:60])
        form.delete()
        actions.touch(locked, person)
        record(
            actor, "remove_project", ("filing", locked.pk), f"删除项目表《{form.title}》", body=locked.body_id
        )


def make_tables(filing: Filing, rows: Sequence[str], *, actor: Actor, person: Person) -> int:
    """Make a table for each of the base data's rows that has none; return how many.

    Raises:
        InputRefused: Nothing was chosen, or a row is gone or has no name.
        Refused: The filing cannot be changed now.
    """
    with writing():
        locked = hold_to_change(filing)
        labels, projects = _rows_of(locked), _projects(locked)
        taken = {row for form in projects for row in form.rows}
        names = {form.title for form in projects}
        wanted = [row for row in dict.fromkeys(rows) if row not in taken]
        if not wanted:
            raise InputRefused("请先勾选还没有建表的项目。")
        for row in wanted:
            name = str(labels.get(row, {}).get("label", "")).strip()
            if not name:
                raise InputRefused("勾选的行已不在基础数据表中，或者还没有名称。请刷新页面。")
            _add(locked, _free_name(name, names), [row], person)
        words = f"按基础数据表建立 {len(wanted)} 张项目表"
        record(actor, "add_project", ("filing", locked.pk), words, body=locked.body_id)
    return len(wanted)


def _free_name(name: str, taken: set[str]) -> str:
    """Return the name, numbered where a table of this name is there; note that it is taken now."""
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}（{count}）"
    taken.add(free)
    return free


def _add(filing: Filing, name: str, rows: list[str], person: Person) -> FilledForm:
    department = (filing.body.parent or filing.body).name
    content = new_project(filing.task.fiscal_year, name, department, filing.body.name)
    return actions.add_form(filing, FormKind.PROJECT, content, person=person, rows=rows)


def merge_rows(filing: Filing, rows: Sequence[str], name: str, *, actor: Actor, person: Person) -> FilledForm:
    """Have one table report on several of the base data's rows.

    Rows that a table reports on already leave it. A table that this leaves without rows, and is named by none
    of its own, stays: it may hold work.

    Raises:
        InputRefused: Fewer than two rows, no name, or the name is another table's.
        Refused: The filing cannot be changed now.
    """
    with writing():
        locked = hold_to_change(filing)
        labels = _rows_of(locked)
        chosen = [row for row in dict.fromkeys(rows) if row in labels]
        wanted = name.strip() or str(labels[chosen[0]]["label"] if chosen else "").strip()
        if len(chosen) < 2:  # noqa: PLR2004 - merging takes two
            raise InputRefused("请勾选两行以上，再合并成一张表。")
        projects = _projects(locked)
        holders = [form for form in projects if set(form.rows) & set(chosen)]
        target = holders[0] if holders else None
        if any(form.title == wanted for form in projects if form is not target) or not wanted:
            raise InputRefused(
                f"已经有名为“{wanted}”的项目表，请另起名称。" if wanted else "请填写项目名称。"
            )
        for form in holders[1:]:
            _set_rows(form, [row for row in form.rows if row not in chosen])
        if target is None:
            target = _add(locked, wanted, chosen, person)
        else:
            _set_rows(target, [*target.rows, *(row for row in chosen if row not in target.rows)])
        actions.touch(locked, person)
        words = f"{len(chosen)} 行合并到项目表《{target.title}》"
        record(actor, "merge_projects", ("filing", locked.pk), words, body=locked.body_id)
    return target


def _set_rows(form: FilledForm, rows: list[str]) -> None:
    form.rows = rows
    form.save(update_fields=["rows"])


def split_table(form: FilledForm, *, actor: Actor, person: Person) -> int:
    """Make a table of its own for each row of a table but the first; return how many were made.

    Raises:
        InputRefused: The table reports on one row only.
        Refused: The filing cannot be changed now.
    """
    with writing():
        locked = hold_to_change(form.filing)
        held = locked.forms.select_for_update().get(pk=form.pk)
        labels = _rows_of(locked)
        rows = [row for row in held.rows if row in labels]
        if len(rows) < 2:  # noqa: PLR2004 - splitting leaves one and makes at least one
            raise InputRefused("这张表只对应一行，不用拆分。")
        _set_rows(held, rows[:1])
        names = {one.title for one in _projects(locked)}
        for row in rows[1:]:
            _add(locked, _free_name(str(labels[row]["label"]).strip() or "未命名项目", names), [row], person)
        words = f"项目表《{held.title}》拆出 {len(rows) - 1} 张"
        record(actor, "split_project", ("filing", locked.pk), words, body=locked.body_id)
    return len(rows) - 1


def link_rows(form: FilledForm, rows: Sequence[str], *, actor: Actor, person: Person) -> None:
    """Say which of the base data's rows a table reports on; they leave the tables they were with.

    Raises:
        InputRefused: A row is gone.
        Refused: The filing cannot be changed now.
    """
    with writing():
        locked = hold_to_change(form.filing)
        labels = _rows_of(locked)
        chosen = list(dict.fromkeys(rows))
        if unknown := [row for row in chosen if row not in labels]:
            raise InputRefused(f"有 {len(unknown)} 行已不在基础数据表中，请刷新页面。")
        for other in _projects(locked):
            if other.pk == form.pk:
                _set_rows(other, chosen)
            elif set(other.rows) & set(chosen):
                _set_rows(other, [row for row in other.rows if row not in chosen])
        actions.touch(locked, person)
        words = f"项目表《{form.title}》对应基础数据表 {len(chosen)} 行"
        record(actor, "link_project", ("filing", locked.pk), words, body=locked.body_id)


def move_table(form: FilledForm, step: int, *, actor: Actor, person: Person) -> None:
    """Put a table before (-1) or behind (1) its neighbour in the order of the filing.

    Raises:
        Refused: The filing cannot be changed now.
    """
    with writing():
        locked = hold_to_change(form.filing)
        projects = _projects(locked)
        place = next(i for i, one in enumerate(projects) if one.pk == form.pk)
        target = place + (1 if step > 0 else -1)
        if not 0 <= target < len(projects):
            return
        positions = [one.position for one in projects]
        projects.insert(target, projects.pop(place))
        for one, position in zip(projects, positions, strict=True):
            one.position = position
        FilledForm.objects.bulk_update(projects, ["position"])
        actions.touch(locked, person)
        words = f"调整项目表《{form.title}》的次序"
        record(actor, "order_projects", ("filing", locked.pk), words, body=locked.body_id)
