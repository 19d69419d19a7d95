"""What people send about themselves."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Name and password; the second factor is asked on a page of its own."""

    username = forms.CharField(
        label="用户名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {  # noqa: RUF012 - Django reads it from the class
        "invalid_login": "用户名或密码不对。连续输错 5 次，该账号在这台电脑上锁定半小时。",
        "inactive": "这个账号已停用，请联系系统管理员。",
    }
