"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("jiheng_web.accounts.urls")),
    path("", include("jiheng_web.filings.urls")),
    path("", include("jiheng_web.filings.page_urls")),
    path("", include("jiheng_web.approvals.urls")),
    path("", include("jiheng_web.journal.urls")),
    path("", include("jiheng_web.api.urls")),
    path("", include("jiheng_web.overview.urls")),
]

handler400 = "jiheng_web.pages.bad_request"
handler403 = "jiheng_web.pages.forbidden"
handler404 = "jiheng_web.pages.not_found"
handler500 = "jiheng_web.pages.failed"
