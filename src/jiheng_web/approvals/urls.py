"""Addresses of the route: moves, reviews, points to mend, and what is public."""

from __future__ import annotations

from django.urls import include, path, register_converter

from jiheng_web.approvals import bulk, public, views


class ReplyAct:
    """What may be done with a point to mend."""

    regex = "answer|settle|reopen|remove"

    def to_python(self, value: str) -> str:
        """Return the act."""
        return value

    def to_url(self, value: str) -> str:
        """Return the act as it stands in an address."""
        return value


register_converter(ReplyAct, "reply")

urlpatterns = [
    path("", include("jiheng_web.filings.task_urls")),
    path("tasks/<int:number>/bulk", bulk.move_many, name="bulk"),
    path("filings/<int:number>/move", views.move, name="move"),
    path("filings/<int:number>/review", views.review, name="review"),
    path("filings/<int:number>/rechecks/<slug:key>", views.save_rechecks, name="save-rechecks"),
    path("filings/<int:number>/points", views.points, name="points"),
    path("filings/<int:number>/remarks", views.add_remark, name="add-remark"),
    path("filings/<int:number>/remarks/<int:remark>/<reply:act>", views.reply, name="reply"),
    path("public/", public.list_published, name="public"),
    path("public/<int:number>/", public.show_published, name="public-filing"),
    path("public/<int:number>/<str:name>", public.download, name="public-file"),
]
