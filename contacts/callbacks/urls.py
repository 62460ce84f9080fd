from django.urls import path

from contacts.callbacks.views import bulk, listing, one
from contacts.callbacks.workflow import Act

urlpatterns = [
    path("", listing.callback_list, name="callbacks"),
    path("export/", listing.export, name="callbacks-export"),
    path("bulk/", bulk.bulk, name="callbacks-bulk"),
    path("undo/<uuid:public_id>/", bulk.undo, name="callbacks-undo"),
    path("<uuid:public_id>/", one.callback, name="callback"),
    *(
        path(f"<uuid:public_id>/{act}/", one.act, {"act": act}, name=f"callback-{act}")
        for act in Act
    ),
]
