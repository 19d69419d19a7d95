"""Moving filings, reviewing them, and the points to mend."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiheng.audit import Severity
from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.approvals import actions, remark_actions
from jiheng_web.approvals.forms import MoveForm, RemarkForm, ReplyForm
from jiheng_web.approvals.models import Remark
from jiheng_web.approvals.reviewing import Review, review_of
from jiheng_web.errors import InputRefused
from jiheng_web.filings.models import EDITABLE, Filing, State
from jiheng_web.rights import Act, actor_of

VIEWS = (
    ("overview", "概况和变化"),
    ("tables", "逐表审核"),
    ("findings", "审核发现"),
    ("points", "整改要点"),
    ("document", "文书"),
)


@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Take a step of the route."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise InputRefused(f"意见最多 {actions.LONGEST_COMMENT} 字，请缩短后再提交。")
    step = actions.take(filing, form.wanted(), actor=actor_of(request), person=person)
    messages.success(request, f"已办理，材料现在是“{State(step.to_state).label}”。")
    return redirect("filing" if step.role == Role.CLERK else "review", filing.pk)


@require_GET
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show a filing's submitted version with what a reviewer needs to decide."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    found = review_of(filing, person, request.GET.get("since", ""))
    if found is None:
        return render(request, "approvals/not_submitted.html", {"filing": filing})
    view = request.GET.get("view", "overview")
    if view not in dict(VIEWS):
        raise Http404
    context = _frame(found, person, view, request.GET.get("since", ""))
    if view in {"tables", "document"}:
        context |= _table(found, _chosen_key(request, found))
    if view == "findings":
        context |= _findings(request, found)
    return render(request, f"approvals/review_{view}.html", context)


def _chosen_key(request: HttpRequest, found: Review) -> str:
    keys = [form.key for form in found.forms]
    chosen = request.GET.get("form") or keys[0]
    if chosen not in keys:
        raise Http404
    return chosen


def _frame(found: Review, person: Person, view: str, since: str) -> dict[str, object]:
    """Return what every view of a review shows: the head, the tabs, the decision."""
    filing, audit = found.filing, found.checked.audit
    address = reverse("review", args=[filing.pk])
    open_points = sum(one.remark.status != "settled" for one in found.points)
    counts = {"findings": len(found.findings), "points": open_points}
    rest = {"since": since} if since else {}
    waiting = rights.visible_filings(person).filter(rights.turns(person)).exclude(pk=filing.pk)
    return {
        "next_filing": waiting.exclude(state__in=EDITABLE).order_by("state_since").first(),
        "filing": filing,
        "review": found,
        "view": view,
        "can_review": rights.may(person, Act.REVIEW, filing),
        "steps": rights.possible_steps(person, filing),
        "is_current": filing.content_hash == found.revision.content_hash,
        "errors": audit.count(Severity.ERROR),
        "warnings": audit.count(Severity.WARNING),
        "open_points": open_points,
        "tabs": [
            {
                "url": f"{address}?{urlencode({'view': name, **rest})}",
                "title": title,
                "current": name == view,
                "count": counts.get(name),
            }
            for name, title in VIEWS
        ],
        "breadcrumbs": [
            {"url": reverse("filing", args=[filing.pk]), "title": f"{filing.body} {filing.task}"},
            {"title": "审核"},
        ],
    }


def _table(found: Review, key: str) -> dict[str, object]:
    entry = next(one for one in found.entries if one.key == key)
    return {
        "entry": entry,
        "sheet": found.sheet(key),
        "scores": found.score_sheet(key),
        "marks": found.recheck_forms(key),
        "given": found.rechecks(key),
        "earlier": found.earlier_rechecks(key),
        "rechecked": found.rechecked_total(key),
    }


def _findings(request: HttpRequest, found: Review) -> dict[str, object]:
    """Return the findings asked for, and the filters."""
    severity, key = request.GET.get("severity", ""), request.GET.get("form", "")
    shown = [
        (one, [(at, found.checked.words_of(at.form, at.path)) for at in one.at])
        for one in found.findings
        if severity in {"", one.severity.value} and (not key or any(at.form == key for at in one.at))
    ]
    return {"findings": shown, "severity": severity, "form_key": key}


@require_POST
def save_rechecks(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Take a reviewer's marks for one form; show what is wrong with them, and keep what was typed."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.REVIEW)
    found = _reviewed(filing, person, key)
    forms = found.recheck_forms(key, request.POST)
    sent = {row: form for row, form in forms.items() if f"{row}-score" in request.POST}
    if not all([form.is_valid() for form in sent.values()]):  # noqa: C419 - every form says what is wrong
        context = {**_frame(found, person, "tables", ""), **_table(found, key), "marks": forms}
        return render(request, "approvals/review_tables.html", {**context, "is_wrong": True}, status=400)
    marks = {row: form.mark() for row, form in sent.items()}
    actor = actor_of(request, rights.reviewing_role(person, filing))
    count = remark_actions.save_rechecks(filing, key, marks, actor=actor, person=person)
    messages.success(request, f"已保存 {count} 行复核得分。" if count else "复核得分没有变化。")
    return redirect(f"{reverse('review', args=[filing.pk])}?{urlencode({'view': 'tables', 'form': key})}")


def _reviewed(filing: Filing, person: Person, key: str) -> Review:
    found = review_of(filing, person)
    if found is None or key not in [form.key for form in found.forms]:
        raise Http404
    return found


@require_POST
def add_remark(request: HttpRequest, number: int) -> HttpResponse:
    """Note a point to mend; lead back to where it was written."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.REVIEW)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        raise InputRefused("请写明要整改什么，最多 1000 字。")
    point = form.point()
    actor = actor_of(request, rights.reviewing_role(person, filing))
    remark_actions.add_remark(filing, point, actor=actor, person=person)
    messages.success(request, "已记为整改要点。")
    back = request.POST.get("back", "")
    view = {"view": back if back in dict(VIEWS) else "points"}
    if back == "tables" and point.form_key:
        view["form"] = point.form_key
    return redirect(f"{reverse('review', args=[filing.pk])}?{urlencode(view)}")


@require_GET
def points(request: HttpRequest, number: int) -> HttpResponse:
    """Show the points to mend to the unit, which answers them one by one."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    found = review_of(filing, person)
    own = rights.role_at(person, filing.body, (Role.CLERK, Role.UNIT_HEAD)) is not None
    context = {
        "filing": filing,
        "points": found.points if found else [],
        "may_answer": own and (filing.is_editable or filing.state == State.WITH_HEAD),
        "can_review": rights.may(person, Act.REVIEW, filing),
        "unanswered": filing.remarks.filter(answered_at=None, settled_at=None).count(),
        "breadcrumbs": [
            {"url": reverse("filing", args=[filing.pk]), "title": f"{filing.body} {filing.task}"},
            {"title": "整改要点"},
        ],
    }
    return render(request, "approvals/points.html", context)


def find_remark(person: Person, number: int, remark: int) -> Remark:
    """Return a point of a filing that a person may read.

    Raises:
        Http404: There is none.
    """
    filing = rights.find_filing(person, number, Act.READ)
    found = filing.remarks.filter(pk=remark).first()
    if found is None:
        raise Http404
    found.filing = filing
    return found


@require_POST
def reply(request: HttpRequest, number: int, remark: int, act: str) -> HttpResponse:
    """Answer, settle, reopen or take back a point."""
    person = rights.person_of(request)
    point = find_remark(person, number, remark)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise InputRefused("最多写 1000 字。")
    text, actor = form.cleaned_data["text"], actor_of(request)
    if act == "answer":
        remark_actions.answer_remark(point, text, actor=actor, person=person)
    elif act == "settle":
        remark_actions.settle_remark(point, text=text, actor=actor, person=person)
    elif act == "reopen":
        remark_actions.reopen_remark(point, text, actor=actor, person=person)
    else:
        remark_actions.remove_remark(point, actor=actor, person=person)
    if request.POST.get("back") == "review":
        return redirect(f"{reverse('review', args=[number])}?view=points")
    return redirect("points", number)
