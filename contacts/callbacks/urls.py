from django.urls import path

from contacts.callbacks import views
from contacts.callbacks.workflow import Act

urlpatterns = [
    path("", views.callback_list, name="callbacks"),
    path("export/", views.export, name="callbacks-export"),
    path("<uuid:public_id>/", views.callback, name="callback"),
    *(
        path(f"<uuid:public_id>/{act}/", views.act, {"act": act}, name=f"callback-{act}")
        for act in Act
    ),
]
