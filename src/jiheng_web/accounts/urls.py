"""Addresses of signing in, one's own account, and people."""

from __future__ import annotations

from django.urls import path

from jiheng_web.accounts import first, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("first/<str:secret>", first.set_up, name="first"),
    path("sign-out", views.sign_out, name="sign-out"),
]
