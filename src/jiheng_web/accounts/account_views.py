"""Pages of one's own account: password, second factor, sessions, keys for programs."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiheng_web import rights
from jiheng_web.accounts import factor, password_actions, session_actions, tokens
from jiheng_web.accounts.forms import ChangePasswordForm, EnrolForm, PresentPasswordForm, TokenForm
from jiheng_web.accounts.models import Person
from jiheng_web.errors import InputRefused


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is here and what can be set."""
    person = rights.person_of(request)
    context = {
        "person": person,
        "roles": rights.held_by(person),
        "is_enrolled": factor.is_enrolled(person),
        "is_demanded": factor.is_demanded(person),
        "sessions": person.sign_ins.count(),
        "tokens": person.tokens.filter(revoked_at=None).count(),
    }
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Take a new password."""
    person = rights.person_of(request)
    form = ChangePasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = rights.actor_of(request)
        try:
            password_actions.change_password(request, person, form.cleaned_data["new"], actor=actor)
        except InputRefused as refused:
            form.add_error("new", refused.reason)
        else:
            messages.success(request, "密码已修改，您在其他电脑上的登录已结束。")
            return redirect("account")
    return render(request, "accounts/change_password.html", {"form": form, "person": person})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol_factor(request: HttpRequest) -> HttpResponse:
    """Set a telephone up as the second factor; show what is set up."""
    person = rights.person_of(request)
    if factor.is_enrolled(person):
        left = person.recovery_codes.filter(used_at=None).count()
        context = {
            "form": PresentPasswordForm(person),
            "left": left,
            "is_demanded": factor.is_demanded(person),
        }
        return render(request, "accounts/factor.html", context)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factor.enrol(request, person, form.cleaned_data["code"], actor=rights.actor_of(request))
        except InputRefused as refused:
            form.add_error("code", refused.reason)
        else:
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    return render(request, "accounts/enrol_factor.html", {"form": form, **_drawn(request, person)})


def _drawn(request: HttpRequest, person: Person) -> dict[str, object]:
    """Return the secret of the telephone being set up, drawn and in letters."""
    device = factor.enrolling(request, person)
    address = device.config_url
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr", lineclass=None)
    letters = address.partition("secret=")[2].partition("&")[0]
    return {
        # Drawn by us from figures alone: a picture of modules, no text of anybody's.
        "picture": mark_safe(drawn),  # noqa: S308 - as above
        "letters": [letters[at : at + 4] for at in range(0, len(letters), 4)],
        "is_demanded": factor.is_demanded(person),
    }


@sensitive_post_parameters()
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, after the password."""
    person = _sure(request)
    codes = factor.renew_codes(person, actor=rights.actor_of(request))
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@sensitive_post_parameters()
@require_POST
def drop_factor(request: HttpRequest) -> HttpResponse:
    """Take the second factor off, after the password."""
    factor.drop_factor(_sure(request), actor=rights.actor_of(request))
    messages.success(request, "两步验证已关闭。")
    return redirect("account")


def _sure(request: HttpRequest) -> Person:
    """Return the person, who gave the password again, enrolled."""
    person = rights.person_of(request)
    form = PresentPasswordForm(person, request.POST)
    if not form.is_valid():
        raise InputRefused("现在的密码不对，没有改动。")
    if not factor.is_enrolled(person):
        raise InputRefused("还没有开启两步验证。")
    return person


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in."""
    person = rights.person_of(request)
    context = {"sessions": person.sign_ins.all()[:100], "here": request.session.session_key}
    return render(request, "accounts/sessions.html", context)


@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's own sessions."""
    person = rights.person_of(request)
    session = person.sign_ins.filter(pk=number).select_related("person").first()
    if session is None:
        raise Http404
    session_actions.end_session(session, actor=rights.actor_of(request))
    messages.success(request, "已结束这一处登录。")
    return redirect("sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this."""
    person = rights.person_of(request)
    ended = session_actions.end_sessions(
        person, actor=rights.actor_of(request), but=request.session.session_key
    )
    messages.success(request, f"已结束其他 {ended} 处登录。")
    return redirect("sessions")


@require_http_methods(["GET", "POST"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    """List one's keys for programs; make one."""
    person = rights.person_of(request)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        name, days = form.cleaned_data["name"], form.cleaned_data["days"]
        _, secret = tokens.make_token(person, name, days=days, actor=rights.actor_of(request))
        form = TokenForm()
    context = {"form": form, "secret": secret, "tokens": person.tokens.all()[:100]}
    return render(request, "accounts/tokens.html", context)


@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's keys."""
    token = rights.person_of(request).tokens.filter(pk=number).first()
    if token is None:
        raise Http404
    tokens.revoke_token(token, actor=rights.actor_of(request))
    messages.success(request, f"密钥“{token.name}”已停用。")
    return redirect("tokens")
