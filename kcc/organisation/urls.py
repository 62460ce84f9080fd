from django.urls import include, path

from kcc.organisation import views

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("login/again/", views.log_in_again, name="login-again"),
    path("login/second-step/", views.second_step, name="second-step"),
    path("logout/", views.log_out, name="logout"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/second-factor/", views.second_factor, name="second-factor"),
    path("account/backup-codes/", views.backup_codes, name="backup-codes"),
    path("views/", include("kcc.organisation.savedviews.urls")),
]
