"""Addresses of the journal and the access logs."""

from __future__ import annotations

from django.urls import path

from jiheng_web.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/verify", views.verify, name="verify-journal"),
    path("journal/export", views.export, name="export-journal"),
    path("filings/<int:number>/journal", views.filing_journal, name="filing-journal"),
    path("access-logs/", views.access_logs, name="access-logs"),
    path("access-logs/prune", views.prune, name="prune-access-logs"),
    path("access-logs/<slug:day>", views.access_log, name="access-log"),
]
