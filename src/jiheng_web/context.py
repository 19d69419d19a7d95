"""What every page's frame shows: navigation, the person, unread notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the main navigation."""

    url: str
    title: str
    current: bool
    count: int = 0


_EVERYONE = frozenset(Role)
_AT_PACKAGES = frozenset(
    {Role.CLERK, Role.UNIT_HEAD, Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.AUDITOR}
)
NAVIGATION: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("home", "我的工作", _EVERYONE),
    ("tasks", "年度任务", _AT_PACKAGES),
    ("overviews", "总览", _AT_PACKAGES),
    ("rules", "审核规则", _EVERYONE),
    ("bodies", "单位", frozenset({Role.SYSTEM_ADMINISTRATOR})),
    ("people", "人员", frozenset({Role.SYSTEM_ADMINISTRATOR})),
    ("people", "角色和账号", frozenset({Role.SECURITY_ADMINISTRATOR})),
    ("policy", "登录规则", frozenset({Role.SECURITY_ADMINISTRATOR})),
    ("journal", "操作日志", frozenset({Role.AUDITOR, Role.AUDIT_ADMINISTRATOR})),
    ("access-logs", "访问日志", frozenset({Role.AUDIT_ADMINISTRATOR})),
)
"""Name of the route, title, and the roles that see the entry."""


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the frame's variables; nothing but the name where nobody is signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, Person):
        return {"navigation": ()}
    roles = {held.role for held in rights.held_by(user)}
    items = [
        Item(url, title, _is_current(request.path, url))
        for name, title, seen_by in NAVIGATION
        if roles & seen_by or name == "home"
        for url in (reverse(name),)
    ]
    return {
        "navigation": items,
        "held": rights.held_by(user),
        "unread": user.notices.filter(read_at=None).count(),
    }


def _is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
