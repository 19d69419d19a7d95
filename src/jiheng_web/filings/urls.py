"""Addresses of tasks and filings."""

from __future__ import annotations

from django.urls import path

from jiheng_web.filings import views

urlpatterns = [
    path("filings/<int:number>/", views.show_filing, name="filing"),
    path("filings/<int:number>/forms/<slug:key>/save", views.save, name="save-form"),
]
