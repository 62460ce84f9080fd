from django.urls import path

from maturity.sharing import views

urlpatterns = [
    path("", views.shared, name="shared"),
    path("import/", views.import_shared, name="shared-import"),
    path("<uuid:share_id>/remove/", views.remove, name="shared-remove"),
    path("<uuid:public_id>/export/", views.export, name="share-export"),
]
