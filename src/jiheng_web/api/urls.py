"""Addresses of the API, made from its operations."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from jiheng_web.api.description import description
from jiheng_web.api.registry import OPERATIONS, Operation, view_of


@require_GET
@login_not_required
def describe(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer the description; it names no person and no figure."""
    return HttpResponse(msgspec.json.encode(description()), content_type="application/json")


def _by_path() -> Mapping[str, dict[str, Operation]]:
    found: dict[str, dict[str, Operation]] = {}
    for one in OPERATIONS:
        found.setdefault(one.path, {})[one.method] = one
    return found


urlpatterns: list[URLPattern] = [
    path("api/v1/openapi.json", describe, name="api-description"),
    *(
        path(
            f"api/v1/{place}",
            view_of(operations),
            name=f"api-{'-'.join(o.function.__name__ for o in operations.values())}",
        )
        for place, operations in _by_path().items()
    ),
]
