"""Addresses that the frame knows by name, so that all its parts are shown."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", _answer, name="home"),
    path("search", _answer, name="search"),
    path("notices", _answer, name="notices"),
    path("account", _answer, name="account"),
    path("sign-out", _answer, name="sign-out"),
]
