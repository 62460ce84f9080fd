"""Under /cases/, in the names of `cases`."""

from django.urls import path

from cases.terms import views

urlpatterns = [
    *(
        path(f"<uuid:public_id>/{act}/", views.act, {"act": act}, name=f"{act}")
        for act in views.PAGES
    ),
    path(
        "<uuid:public_id>/default-notice/<uuid:notice_id>/withdraw/",
        views.withdraw,
        name="default-notice-withdraw",
    ),
]
