"""Addresses of signing in, one's own account, people and bodies."""

from __future__ import annotations

from django.urls import path

from jiheng_web.accounts import account_views, body_views, first, people_views, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/code", views.second_factor, name="second-factor"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("first/<str:secret>", first.set_up, name="first"),
    path("reset/<str:secret>", views.reset_password, name="reset-password"),
    path("account/", account_views.account, name="account"),
    path("account/password", account_views.change_password, name="change-password"),
    path("account/second-factor", account_views.enrol_factor, name="enrol-factor"),
    path("account/second-factor/codes", account_views.renew_codes, name="renew-codes"),
    path("account/second-factor/drop", account_views.drop_factor, name="drop-factor"),
    path("account/sessions", account_views.sessions, name="sessions"),
    path("account/sessions/<int:number>/end", account_views.end_session, name="end-session"),
    path("account/sessions/end-others", account_views.end_other_sessions, name="end-other-sessions"),
    path("account/keys", account_views.tokens_page, name="tokens"),
    path("account/keys/<int:number>/revoke", account_views.revoke_token, name="revoke-token"),
    path("people/", people_views.people, name="people"),
    path("people/add", people_views.add_person, name="add-person"),
    path("people/<int:number>/", people_views.person, name="person"),
    path("people/<int:number>/change", people_views.change_person, name="change-person"),
    path("people/<int:number>/switch", people_views.switch_person, name="switch-person"),
    path("people/<int:number>/password", people_views.reset_password, name="reset-of-person"),
    path("people/<int:number>/roles", people_views.give_role, name="give-role"),
    path("people/<int:number>/roles/<int:membership>/take", people_views.take_role, name="take-role"),
    path("people/<int:number>/unlock", people_views.unlock, name="unlock"),
    path("people/<int:number>/second-factor", people_views.reset_factor, name="reset-factor"),
    path("people/<int:number>/sessions", people_views.end_sessions, name="end-sessions"),
    path("sign-in-rules", people_views.policy, name="policy"),
    path("bodies/", body_views.bodies, name="bodies"),
    path("bodies/add", body_views.add_body, name="add-body"),
    path("bodies/<int:number>/", body_views.body, name="body"),
    path("bodies/<int:number>/move", body_views.move_body, name="move-body"),
    path("bodies/<int:number>/switch", body_views.switch_body, name="switch-body"),
    path("lists/<slug:kind>/import", body_views.import_list, name="import-list"),
    path("lists/<slug:kind>/template", body_views.list_template, name="list-template"),
]
