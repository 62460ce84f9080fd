from django.urls import path

from cases.retention import views

LIST = "<uuid:public_id>/"
urlpatterns = [
    path("", views.overview, name="retention"),
    path(LIST, views.detail, name="retention-list"),
    path(f"{LIST}export/", views.export, name="retention-export"),
    path(f"{LIST}send-back/", views.send_back, name="retention-send-back"),
    *(
        path(f"{LIST}{act}/", views.decide, {"act": act}, name=f"retention-{act}")
        for act in views.SAID
    ),
    path(f"{LIST}<uuid:item_id>/leave-out/", views.leave_out, name="retention-leave-out"),
    path(f"{LIST}<uuid:item_id>/put-back/", views.put_back, name="retention-put-back"),
]
