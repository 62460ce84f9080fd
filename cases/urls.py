from django.urls import include, path

from cases.views import board, bulk, listing, one, search

app_name = "cases"
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
    *(
        path(f"<uuid:public_id>/{act}/", one.act, {"act": act}, name=f"{act}")
        for act in one.ACTS
    ),
]
