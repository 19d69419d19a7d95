"""Addresses of one filing's further pages: import, projects, evidence, documents, text, history."""

from __future__ import annotations

from django.urls import path

from jiheng_web.filings import attachments, documents, history, importing, projects, texts

_FILING = "filings/<int:number>"
_UPLOAD = f"{_FILING}/import/<int:upload>"
_PROJECT = f"{_FILING}/projects/<slug:key>"
_TEXT = f"{_FILING}/forms/<slug:key>/text"
_FILE = f"{_FILING}/attachments/<int:file>"

urlpatterns = [
    path(f"{_FILING}/import/", importing.show_import, name="import"),
    path(f"{_UPLOAD}/", importing.show_upload, name="upload"),
    path(f"{_UPLOAD}/take", importing.take, name="upload-take"),
    path(f"{_UPLOAD}/read", importing.read_again, name="upload-read"),
    path(f"{_UPLOAD}/discard", importing.discard, name="upload-discard"),
    path(f"{_UPLOAD}/forms/<int:index>/", importing.show_form, name="upload-form"),
    path(f"{_UPLOAD}/forms/<int:index>/take", importing.take_form, name="upload-form-take"),
    path(f"{_FILING}/projects/", projects.show_projects, name="projects"),
    path(f"{_FILING}/projects/make", projects.make, name="projects-make"),
    path(f"{_FILING}/projects/suggested", projects.accept_suggestions, name="projects-suggested"),
    path(f"{_PROJECT}/rename", projects.rename, name="project-rename"),
    path(f"{_PROJECT}/remove", projects.remove, name="project-remove"),
    path(f"{_PROJECT}/split", projects.split, name="project-split"),
    path(f"{_PROJECT}/link", projects.link, name="project-link"),
    path(f"{_PROJECT}/move", projects.move, name="project-move"),
    path(f"{_FILING}/attachments/", attachments.show_attachments, name="attachments"),
    path(f"{_FILING}/attachments/add", attachments.add, name="attach"),
    path(f"{_FILE}/", attachments.look_at, name="attachment"),
    path(f"{_FILE}/bytes", attachments.give, name="attachment-bytes"),
    path(f"{_FILE}/remove", attachments.remove, name="detach"),
    path(f"{_FILING}/documents/", documents.show_documents, name="documents"),
    path(
        f"{_FILING}/documents/<slug:version>/<slug:what>.<slug:suffix>", documents.download, name="document"
    ),
    path("tasks/<int:number>/documents.zip", documents.download_many, name="task-documents"),
    path(f"{_FILING}/preview/<slug:key>", documents.preview, name="preview"),
    path(f"{_FILING}/preview/<slug:key>/page", documents.preview_page, name="preview-page"),
    path(f"{_TEXT}", texts.show_text, name="text"),
    path(f"{_TEXT}/check", texts.check_text, name="text-check"),
    path(f"{_TEXT}/links", texts.show_links, name="text-links"),
    path(f"{_TEXT}/links/take", texts.take_links, name="text-links-take"),
    path(f"{_FILING}/history/", history.show_history, name="history"),
    path(f"{_FILING}/history/compare", history.show_comparison, name="compare"),
    path(f"{_FILING}/history/compare/page", history.comparison_page, name="compare-page"),
    path(f"{_FILING}/history/undo/<int:change>", history.undo, name="undo-change"),
    path(f"{_FILING}/history/restore/<int:revision>", history.restore, name="restore-revision"),
]
