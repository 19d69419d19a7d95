"""Addresses of tasks and filings."""

from __future__ import annotations

from django.urls import path

from jiheng_web.filings import editing, views

urlpatterns = [
    path("filings/<int:number>/", editing.show_filing, name="filing"),
    path("filings/<int:number>/check", editing.check_whole, name="check-filing"),
    path("filings/<int:number>/forms/<slug:key>/", editing.edit_form, name="edit-form"),
    path("filings/<int:number>/forms/<slug:key>/save", views.save, name="save-form"),
    path("filings/<int:number>/forms/<slug:key>/since", editing.changes_since, name="changes-since"),
]
