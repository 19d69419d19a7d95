"""What the API offers. Each function asks ``rights``, calls one action or engine function, and answers."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated

import msgspec
from django.http import Http404

from jiheng.audit import Severity
from jiheng_web import rights
from jiheng_web.accounts.models import Role
from jiheng_web.api.registry import Caller, Parameter, operation
from jiheng_web.approvals.actions import Wanted, take
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions, answers, project_actions
from jiheng_web.filings.checking import check_filing
from jiheng_web.filings.content import Conflict, FormJson, Operation, from_contract
from jiheng_web.filings.differences import operations_between, with_known_ids
from jiheng_web.filings.models import Filing, FilledForm, State
from jiheng_web.rights import Act

PAGE = 50
RoleName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": Role.values})]
StateName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": State.values})]


class HeldAnswer(msgspec.Struct, frozen=True):
    """A role at a body."""

    role: RoleName
    body: int
    body_name: str


class MeAnswer(msgspec.Struct, frozen=True):
    """For whom the key acts."""

    username: str
    name: str
    roles: list[HeldAnswer]


class TaskAnswer(msgspec.Struct, frozen=True):
    """A year's task."""

    id: int
    title: str
    fiscal_year: int
    opens_on: dt.date
    deadline: dt.date
    is_closed: bool


class FilingAnswer(msgspec.Struct, frozen=True):
    """A filing as lists show it. ``content_hash`` names its present contents."""

    id: int
    task: int
    body: int
    body_name: str
    state: StateName
    deadline: dt.date
    version: int
    content_hash: str
    score: Decimal | None
    errors: int
    warnings: int


class FilingsAnswer(msgspec.Struct, frozen=True):
    """A page of filings."""

    filings: list[FilingAnswer]
    count: int
    page: int
    pages: int


class FormAnswer(msgspec.Struct, frozen=True):
    """A form: the contract's fields of its kind, and an ``id`` in each row."""

    key: str
    kind: str
    title: str
    version: int
    content: FormJson


class FormsAnswer(msgspec.Struct, frozen=True):
    """What is filled in."""

    forms: list[FormAnswer]


class CheckAnswer(msgspec.Struct, frozen=True):
    """Recomputed scores by form, and findings, worst first."""

    content_hash: str
    sheets: dict[str, answers.SheetAnswer]
    findings: list[answers.FindingAnswer]
    counts: dict[Severity, int]


class ChangesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to a form: ``seen`` is the version they were made on, ``batch`` your own name for them."""

    batch: uuid.UUID
    seen: int
    operations: list[Operation]


class ChangedAnswer(msgspec.Struct, frozen=True):
    """What became of changes: what was changed by someone else meanwhile is left and comes back."""

    version: int
    changed: int
    conflicts: list[Conflict]


class ContentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole form as the contract has it; what is left out is blank. Rows of one name stay the same row."""

    content: FormJson
    seen: int


class ProjectBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project to add; ``rows`` are ids of the base data's rows that it reports on."""

    name: str
    rows: list[str] = []


class MoveBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step of the route. ``content_hash`` names the contents it is meant for."""

    act: str
    content_hash: str
    comment: str = ""


@operation("GET", "me", "密钥代表谁，有哪些角色", answer=MeAnswer)
def me(caller: Caller) -> MeAnswer:
    """Tell for whom the key acts."""
    held = [HeldAnswer(one.role.value, one.body, one.body_name) for one in rights.held_by(caller.person)]
    return MeAnswer(caller.person.username, caller.person.full_name, held)


@operation("GET", "tasks", "看得到的年度任务", answer=list[TaskAnswer])
def tasks(caller: Caller) -> list[TaskAnswer]:
    """List tasks."""
    return [
        TaskAnswer(one.pk, one.title, one.fiscal_year, one.opens_on, one.deadline, one.closed_at is not None)
        for one in rights.visible_tasks(caller.person)
    ]


@operation(
    "GET",
    "filings",
    "看得到的材料，每页 50 份",
    answer=FilingsAnswer,
    query=(
        Parameter("task", int, "只列这个年度任务的"),
        Parameter("state", str, "只列在这一步的", tuple(State.values)),
        Parameter("page", int, "第几页，从 1 起"),
    ),
)
def filings(caller: Caller, task: int | None = None, state: str = "", page: int = 1) -> FilingsAnswer:
    """List filings."""
    found = rights.visible_filings(caller.person).order_by("pk")
    if task is not None:
        found = found.filter(task=task)
    if state:
        found = found.filter(state=state)
    count = found.count()
    start = (max(page, 1) - 1) * PAGE
    shown = [] if start >= count else [_filing(one) for one in found[start : start + PAGE]]
    return FilingsAnswer(shown, count, max(page, 1), -(-count // PAGE))


def _filing(filing: Filing) -> FilingAnswer:
    return FilingAnswer(
        id=filing.pk,
        task=filing.task_id,
        body=filing.body_id,
        body_name=filing.body.name,
        state=str(filing.state),
        deadline=filing.extended_to or filing.task.deadline,
        version=filing.version,
        content_hash=filing.content_hash,
        score=filing.score,
        errors=filing.errors,
        warnings=filing.warnings,
    )


@operation("GET", "filings/<int:number>", "一份材料现在在哪一步", answer=FilingAnswer)
def filing(caller: Caller, number: int) -> FilingAnswer:
    """Show one filing."""
    return _filing(rights.find_filing(caller.person, number))


@operation("GET", "filings/<int:number>/forms", "一份材料填了什么", answer=FormsAnswer)
def forms(caller: Caller, number: int) -> FormsAnswer:
    """Show what is filled in."""
    found = rights.find_filing(caller.person, number, Act.READ)
    if rights.may(caller.person, Act.EDIT, found):
        actions.start_filing(found, actor=caller.actor, person=caller.person)
    return FormsAnswer([_form(one) for one in found.forms.all()])


def _form(form: FilledForm) -> FormAnswer:
    return FormAnswer(form.key, form.kind, form.title, form.version, form.content)


@operation("GET", "filings/<int:number>/check", "重新评分和审核的结果", answer=CheckAnswer)
def check(caller: Caller, number: int) -> CheckAnswer:
    """Score and audit a filing."""
    found = rights.find_filing(caller.person, number, Act.READ)
    checked = check_filing(found)
    sheets = {
        checked.keys[sheet.form]: answer
        for sheet in checked.audit.score_sheets
        if (answer := answers.sheet_answer(sheet)) is not None
    }
    counts = {severity: checked.audit.count(severity) for severity in Severity}
    return CheckAnswer(found.content_hash, sheets, list(answers.finding_answers(checked)), counts)


@operation(
    "POST",
    "filings/<int:number>/forms/<slug:key>/changes",
    "改几个单元格",
    answer=ChangedAnswer,
    body=ChangesBody,
)
def change(caller: Caller, number: int, key: str, body: ChangesBody) -> ChangedAnswer:
    """Take changes to a form."""
    return _save(caller, _find(caller, number, key), body.operations, body.batch, body.seen)


@operation(
    "PUT", "filings/<int:number>/forms/<slug:key>", "整张表换成这样", answer=ChangedAnswer, body=ContentBody
)
def replace(caller: Caller, number: int, key: str, body: ContentBody) -> ChangedAnswer:
    """Make a form read as given; refused where it has been changed since the version seen."""
    form = _find(caller, number, key)
    if body.seen != form.version:
        raise InputRefused(f"表已经是第 {form.version} 版，请取回最新内容再提交。")
    wanted = with_known_ids(_content({**body.content, "kind": form.kind}), form.content)
    return _save(caller, form, list(operations_between(form.content, wanted)), uuid.uuid4(), body.seen)


def _content(entry: FormJson) -> FormJson:
    try:
        return from_contract(entry)
    except (KeyError, TypeError, AttributeError, ValueError) as cause:
        raise InputRefused("内容不合数据约定，见 jiheng schema。") from cause


@operation("POST", "filings/<int:number>/projects", "增加一张项目表", answer=FormAnswer, body=ProjectBody)
def add_project(caller: Caller, number: int, body: ProjectBody) -> FormAnswer:
    """Add a project's form."""
    found = rights.find_filing(caller.person, number, Act.EDIT)
    actions.start_filing(found, actor=caller.actor, person=caller.person)
    form = project_actions.add_project(
        found, body.name, rows=body.rows, actor=caller.actor, person=caller.person
    )
    return _form(form)


@operation("POST", "filings/<int:number>/move", "办理下一步", answer=FilingAnswer, body=MoveBody)
def take_step(caller: Caller, number: int, body: MoveBody) -> FilingAnswer:
    """Take a step of the route."""
    found = rights.find_filing(caller.person, number)
    wanted = Wanted(body.act, body.content_hash, body.comment)
    take(found, wanted, actor=caller.actor, person=caller.person)
    return _filing(rights.find_filing(caller.person, number))


def _find(caller: Caller, number: int, key: str) -> FilledForm:
    found = rights.find_filing(caller.person, number, Act.EDIT)
    form = found.forms.filter(key=key).first()
    if form is None:
        raise Http404
    form.filing = found
    return form


def _save(
    caller: Caller, form: FilledForm, operations: list[Operation], batch: uuid.UUID, seen: int
) -> ChangedAnswer:
    before = form.version
    saved = actions.save_changes(
        form, operations, batch=batch, seen=seen, actor=caller.actor, person=caller.person, why="接口"
    )
    is_changed = saved.form.version > before and not saved.was_known
    changed = len(operations) - len(saved.conflicts) if is_changed else 0
    return ChangedAnswer(saved.form.version, changed, list(saved.conflicts))
