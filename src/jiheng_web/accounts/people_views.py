"""Pages of people: the system administrator keeps who they are, the security administrator what they may."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiheng_web import rights
from jiheng_web.accounts import actions, factor, password_actions, session_actions
from jiheng_web.accounts.forms import ChangePersonForm, PersonForm, RoleForm
from jiheng_web.accounts.models import Person, Role
from jiheng_web.errors import InputRefused

_SYSTEM, _SECURITY = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR
_A_PAGE = 50


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the people, found by name or body."""
    asking = rights.person_of(request)
    rights.require(asking, _SYSTEM, _SECURITY)
    found, words = Person.objects.all(), request.GET.get("q", "").strip()[:60]
    if words:
        by_body = Q(memberships__body__name__icontains=words)
        by_name = Q(username__icontains=words) | Q(full_name__icontains=words)
        found = found.filter(by_name | by_body).distinct()
    if role := request.GET.get("role", ""):
        found = found.filter(memberships__role=role).distinct()
    shown = Paginator(found.prefetch_related("memberships__body"), _A_PAGE)
    context = {
        "page_obj": shown.get_page(request.GET.get("page")),
        "q": words,
        "role": role,
        "roles": Role.choices,
        "is_system": rights.has_role(asking, _SYSTEM),
        "is_security": rights.has_role(asking, _SECURITY),
    }
    return render(request, "accounts/people.html", context)


@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """Add someone, with a temporary password that is shown once."""
    rights.require(rights.person_of(request), _SYSTEM)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, password = form.cleaned_data, password_actions.temporary_password()
        person = actions.add_person(
            given["username"],
            given["full_name"],
            password,
            actor=rights.actor_of(request),
            phone=given["phone"],
        )
        return render(request, "accounts/shown_once.html", {"of": person, "password": password})
    return render(request, "accounts/add_person.html", {"form": form})


@require_GET
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show someone: who they are, what they may, where they are signed in."""
    asking = rights.person_of(request)
    found = rights.find_person(asking, number)
    context = {
        "of": found,
        "memberships": found.memberships.select_related("body"),
        "form": ChangePersonForm(instance=found),
        "role_form": RoleForm(),
        "is_enrolled": factor.is_enrolled(found),
        "sessions": found.sign_ins.all()[:50],
        "is_system": rights.has_role(asking, _SYSTEM),
        "is_security": rights.has_role(asking, _SECURITY),
    }
    return render(request, "accounts/person.html", context)


def _back(found: Person) -> HttpResponse:
    return redirect("person", number=found.pk)


@require_POST
def change_person(request: HttpRequest, number: int) -> HttpResponse:
    """Correct someone's name and telephone."""
    found = rights.find_person(rights.person_of(request), number, _SYSTEM)
    form = ChangePersonForm(request.POST)
    if not form.is_valid():
        raise InputRefused("；".join(str(words[0]) for words in form.errors.values()))
    given = form.cleaned_data
    actions.change_person(found, given["full_name"], given["phone"], actor=rights.actor_of(request))
    messages.success(request, "已保存。")
    return _back(found)


@require_POST
def switch_person(request: HttpRequest, number: int) -> HttpResponse:
    """Let someone sign in, or not any more."""
    found = rights.find_person(rights.person_of(request), number, _SYSTEM)
    active = request.POST.get("active") == "1"
    actions.switch_person(found, active=active, actor=rights.actor_of(request))
    messages.success(request, f"{found} 的账号已{'恢复' if active else '停用'}。")
    return _back(found)


@sensitive_variables("password", "secret", "link")
@require_POST
def reset_password(request: HttpRequest, number: int) -> HttpResponse:
    """Give someone a link or a temporary password, shown once."""
    found = rights.find_person(rights.person_of(request), number, _SYSTEM)
    actor = rights.actor_of(request)
    if request.POST.get("how") == "link":
        secret = password_actions.give_reset_link(found, actor=actor)
        link = request.build_absolute_uri(reverse("reset-password", args=[secret]))
        context = {"of": found, "link": link, "hours": password_actions.LINK_HOURS}
        return render(request, "accounts/shown_once.html", context)
    password = password_actions.give_temporary_password(found, actor=actor)
    return render(request, "accounts/shown_once.html", {"of": found, "password": password})


@require_POST
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give someone a role at a body."""
    found = rights.find_person(rights.person_of(request), number, _SECURITY)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise InputRefused("请选择在用的单位和一个角色。")
    role, body = Role(form.cleaned_data["role"]), form.cleaned_data["body"]
    actions.give_role(found, body, role, actor=rights.actor_of(request))
    messages.success(request, f"已授予 {found} 在“{body}”的角色：{role.label}。")
    return _back(found)


@require_POST
def take_role(request: HttpRequest, number: int, membership: int) -> HttpResponse:
    """Take a role from someone."""
    found = rights.find_person(rights.person_of(request), number, _SECURITY)
    held = found.memberships.select_related("body", "person").filter(pk=membership).first()
    if held is None:
        raise Http404
    actions.take_role(held, actor=rights.actor_of(request))
    messages.success(request, "已收回。")
    return _back(found)


@require_POST
def unlock(request: HttpRequest, number: int) -> HttpResponse:
    """Let someone try again who typed too many wrong passwords."""
    found = rights.find_person(rights.person_of(request), number, _SECURITY)
    password_actions.unlock(found, actor=rights.actor_of(request))
    messages.success(request, f"已解除 {found} 的登录锁定。")
    return _back(found)


@require_POST
def reset_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Take the second factor off for someone who lost the telephone."""
    found = rights.find_person(rights.person_of(request), number, _SECURITY)
    factor.reset_factor(found, actor=rights.actor_of(request))
    messages.success(request, f"已重置 {found} 的两步验证，其登录已全部结束。")
    return _back(found)


@require_POST
def end_sessions(request: HttpRequest, number: int) -> HttpResponse:
    """End all of someone's sessions."""
    found = rights.find_person(rights.person_of(request), number, _SECURITY)
    ended = session_actions.end_sessions(found, actor=rights.actor_of(request))
    messages.success(request, f"已结束 {found} 的 {ended} 处登录。")
    return _back(found)


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """Show the rules of signing in as they are in force."""
    rights.require(rights.person_of(request), _SECURITY)
    context = {
        "least_length": settings.PASSWORD_LEAST_LENGTH,
        "remembered": password_actions.REMEMBERED,
        "failures": settings.AXES_FAILURE_LIMIT,
        "lock_minutes": round(settings.AXES_COOLOFF_TIME * 60),
        "idle_minutes": settings.IDLE_MINUTES,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "second_factor": settings.SECOND_FACTOR,
        "link_hours": password_actions.LINK_HOURS,
    }
    return render(request, "accounts/policy.html", context)
