"""Addresses of the overview, the rules and the search."""

from __future__ import annotations

from django.urls import path

from jiheng_web.overview import views

urlpatterns = [
    path("overview/", views.latest, name="overviews"),
    path("overview/<int:number>/", views.overview, name="overview"),
    path("overview/<int:number>/pictures.json", views.picture_data, name="overview-pictures"),
    path("overview/<int:number>/<slug:key>.csv", views.picture_csv, name="overview-csv"),
    path("overview/<int:number>/rules/<slug:code>/", views.rule, name="overview-rule"),
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:code>/", views.rule_card, name="rule"),
    path("search", views.search, name="search"),
]
