"""One step for many filings of a task, with what became of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jiheng_web import rights
from jiheng_web.approvals.actions import LONGEST_COMMENT, Wanted, take_many
from jiheng_web.approvals.route import TRANSITIONS
from jiheng_web.errors import InputRefused
from jiheng_web.filings.tasks import crumbs
from jiheng_web.rights import actor_of

MOST = 200
_ACTS = {"approve": "同意", "send_back": "退回", "publish": "公开"}


@require_POST
def move_many(request: HttpRequest, number: int) -> HttpResponse:
    """Take a step for each of the filings ticked; one that cannot be taken holds back no other."""
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    act, chosen = request.POST.get("act", ""), request.POST.getlist("filing")
    if act not in _ACTS or not 1 <= len(chosen) <= MOST:
        raise InputRefused(f"请勾选要办理的单位，一次最多 {MOST} 个。")
    comment = request.POST.get(f"comment-{act}", "")[: LONGEST_COMMENT + 1]
    if not comment.strip() and any(step.act == act and step.needs_comment for step in TRANSITIONS):
        raise InputRefused(f"{_ACTS[act]}须写明原因。")
    numbers = [int(one) for one in chosen if one.isdecimal() and len(one) < 19]  # noqa: PLR2004 - a column's width
    filings = rights.visible_filings(person).filter(task=task, pk__in=numbers)
    wanted = [(filing, _wanted(request, filing.pk, act, comment)) for filing in filings]
    outcomes = take_many(wanted, actor=actor_of(request), person=person)
    context = {
        "year_task": task,
        "title": _ACTS[act],
        "outcomes": outcomes,
        "refused": sum(bool(one.refusal) for one in outcomes),
        "done": sum(not one.refusal for one in outcomes),
        "breadcrumbs": crumbs(f"批量{_ACTS[act]}", task),
    }
    return render(request, "approvals/bulk.html", context)


def _wanted(request: HttpRequest, number: int, act: str, comment: str) -> Wanted:
    state, _, content_hash = request.POST.get(f"seen-{number}", "").partition(":")
    return Wanted(act, content_hash, comment, state)
