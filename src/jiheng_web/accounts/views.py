"""Signing in and out: the password, then the second factor where someone is enrolled."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jiheng_web import rights
from jiheng_web.accounts import factor, password_actions, session_actions
from jiheng_web.accounts.forms import CodeForm, NewPasswordForm, SignInForm
from jiheng_web.accounts.models import Person
from jiheng_web.errors import InputRefused
from jiheng_web.journal.refusals import note_lockout
from jiheng_web.middleware import address_of


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    if isinstance(request.user, Person):
        return redirect("home")
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, to = form.get_user(), _next(request)
        assert isinstance(person, Person)  # noqa: S101 - the only kind of user there is
        if factor.is_enrolled(person):
            factor.half_sign_in(request, person, to)
            return redirect("second-factor")
        session_actions.sign_in(request, person)
        return redirect(to)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else "/"


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask someone who gave the right password for the code."""
    half = factor.half_of(request)
    if half is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = factor.prove(request, half, form.cleaned_data["code"])
        if device is not None:
            session_actions.sign_in(request, half.person, device)
            return redirect(half.to)
        form.add_error("code", "验证码不对。连续输错时须等几秒再试；输错 5 次后须重新输入密码。")
    return render(request, "accounts/second_factor.html", {"form": form})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    session_actions.sign_out(request, rights.person_of(request))
    return redirect("sign-in")


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Answer someone who typed too many wrong passwords."""
    note_lockout(str(request.POST.get("username", "")), address_of(request))
    return render(request, "accounts/locked_out.html", status=429)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, secret: str) -> HttpResponse:
    """Take a new password from the person to whom an administrator gave a link."""
    person = password_actions.person_of_link(secret)
    if person is None:
        return render(request, "accounts/link_ended.html", status=404)
    form = NewPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new"]
        try:
            password_actions.use_reset_link(secret, new, address=address_of(request))
        except InputRefused as refused:
            form.add_error("new", refused.reason)
        else:
            messages.success(request, "密码已设置，请用新密码登录。")
            return redirect("sign-in")
    return render(request, "accounts/reset_password.html", {"form": form, "of": person})
