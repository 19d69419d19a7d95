"""Addresses of the first page, notices, and the year's tasks with their board."""

from __future__ import annotations

from django.urls import path

from jiheng_web.filings import board, home, tasks

urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", home.list_notices, name="notices"),
    path("notices/read", home.read_all_notices, name="read-notices"),
    path("notices/<int:number>/open", home.open_notice, name="open-notice"),
    path("tasks/", tasks.list_tasks, name="tasks"),
    path("tasks/new", tasks.new_task, name="new-task"),
    path("tasks/<int:number>/", board.show_board, name="board"),
    path("tasks/<int:number>/board.csv", board.export_board, name="export-board"),
    path("tasks/<int:number>/edit", tasks.edit_task, name="edit-task"),
    path("tasks/<int:number>/extend", tasks.extend_task, name="extend-task"),
    path("tasks/<int:number>/remind", tasks.remind_task, name="remind-task"),
    path("tasks/<int:number>/close", tasks.close_task, name="close-task"),
    path("tasks/<int:number>/reopen", tasks.reopen_task, name="reopen-task"),
]
