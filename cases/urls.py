from django.urls import include, path

from cases.views import (
    board,
    bulk,
    editing,
    handing,
    links,
    listing,
    one,
    people,
    presence,
    search,
    tasks,
)

app_name = "cases"
CASE = "<uuid:public_id>"
TASK, ROLE, LINK = f"{CASE}/tasks", f"{CASE}/people", f"{CASE}/links"
urlpatterns = [
    path("", listing.case_list, name="list"),
    path("export/", listing.export, name="export"),
    path("search/", search.search, name="search"),
    path("board/", board.show, name="board"),
    path("board/<uuid:public_id>/move/", board.move, name="board-move"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("undo/<uuid:public_id>/", bulk.undo, name="undo"),
    path("retention/", include("cases.retention.urls")),
    path("<uuid:public_id>/", one.detail, name="detail"),
    path("", include("cases.following.urls")),
    path("", include("cases.terms.urls")),
    path("<uuid:public_id>/documents/", include("cases.documents.urls")),
    *(path(f"<uuid:public_id>/{act}/", one.act, {"act": act}, name=f"{act}") for act in one.ACTS),
    path(f"{CASE}/hand-over/", handing.hand_over, name="hand-over"),
    path(f"{CASE}/edit/", editing.edit, name="edit"),
    path(f"{CASE}/presence/", presence.presence, name="presence"),
    path(f"{TASK}/add/", tasks.add, name="task-add"),
    path(f"{TASK}/<uuid:task_id>/done/", tasks.finish, name="task-done"),
    path(f"{TASK}/<uuid:task_id>/reopen/", tasks.reopen, name="task-reopen"),
    path(f"{TASK}/<uuid:task_id>/remove/", tasks.remove, name="task-remove"),
    path(f"{ROLE}/add/", people.add, name="role-add"),
    path(f"{ROLE}/<uuid:role_id>/remove/", people.remove, name="role-remove"),
    path(f"{LINK}/add/", links.add, name="link-add"),
    path(f"{LINK}/<uuid:link_id>/remove/", links.remove, name="link-remove"),
    path(f"{LINK}/parent/remove/", links.leave, name="link-parent-remove"),
]
