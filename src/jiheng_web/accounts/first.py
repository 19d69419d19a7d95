"""The first start: a link that works once, and the page behind it that sets up the three administrators.

The link's digest lies in the folder of data until it is used; whoever starts the site sees the link.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiheng_web.accounts import actions
from jiheng_web.accounts.models import BodyKind, Person, Role
from jiheng_web.journal.actions import SYSTEM
from jiheng_web.writing import writing

_DUTIES = (
    ("system", Role.SYSTEM_ADMINISTRATOR, "建单位、建账号"),
    ("security", Role.SECURITY_ADMINISTRATOR, "授予角色、解锁、重置第二因素"),
    ("audit", Role.AUDIT_ADMINISTRATOR, "查看和校验日志"),
)


def _file() -> Path:
    return Path(settings.HOME) / "first.digest"


def first_link() -> str:
    """Return a new secret for the link; any earlier one stops working."""
    secret = secrets.token_urlsafe(24)
    descriptor = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(hashlib.sha256(secret.encode()).hexdigest())
    return secret


def _is_valid(secret: str) -> bool:
    try:
        kept = _file().read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return secrets.compare_digest(kept, hashlib.sha256(secret.encode()).hexdigest())


class FirstForm(forms.Form):
    """The city's name and three administrators; their duties stay apart from the first day."""

    city = forms.CharField(label="市（县、区）名称", max_length=120)

    def __init__(self, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        for key, role, _ in _DUTIES:
            self.fields[f"{key}_username"] = forms.RegexField(
                r"^[a-z0-9][a-z0-9._-]{1,59}$",
                label=f"{role.label}的用户名",
                error_messages={"invalid": "用小写字母、数字、点和短横，至少两位。"},
            )
            self.fields[f"{key}_name"] = forms.CharField(label=f"{role.label}的姓名", max_length=60)
            self.fields[f"{key}_password"] = forms.CharField(
                label=f"{role.label}的初始密码",
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
                validators=[validate_password],
                help_text="至少 10 位，含大写、小写、数字、符号中的三种；首次登录须修改。",
            )

    def clean(self) -> dict[str, str]:
        """Refuse one name for two duties."""
        cleaned: dict[str, str] = super().clean() or {}
        names = [cleaned.get(f"{key}_username") for key, _, _ in _DUTIES]
        given = [name for name in names if name]
        if len(set(given)) < len(given):
            raise forms.ValidationError("三名管理员须是不同的人，用户名不能相同。")
        return cleaned

    def duties(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return each duty's title, what it is for, and its fields."""
        return [
            (role.label, words, [self[f"{key}_{part}"] for part in ("username", "name", "password")])
            for key, role, words in _DUTIES
        ]


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the city's name and the three administrators, once."""
    if not _is_valid(secret) or Person.objects.exists():
        raise Http404
    form = FirstForm(request.POST.dict() if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _make(form.cleaned_data)
        messages.success(request, "已建立三名管理员。请系统管理员登录，先建单位和账号。")
        return redirect("sign-in")
    return render(request, "accounts/first.html", {"form": form})


def _make(given: dict[str, str]) -> None:
    with writing():
        city = actions.add_body(given["city"], BodyKind.CITY, parent=None, actor=SYSTEM)
        for key, role, _ in _DUTIES:
            person = actions.add_person(
                given[f"{key}_username"], given[f"{key}_name"], given[f"{key}_password"], actor=SYSTEM
            )
            actions.give_role(person, city, role, actor=SYSTEM)
    _file().unlink(missing_ok=True)
