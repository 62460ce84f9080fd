"""Every address of the application."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from contacts.klantbeeld.views import customer
from contacts.omnibox import views as omnibox
from kcc import health
from kcc.home import home
from kcc.organisation.adminsite import site as admin_site

handler500 = "kcc.lib.problems.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("kcc.organisation.urls")),
    path("search/", omnibox.search, name="search"),
    path("customers/", include("kcc.customers.urls")),
    # Shows contacts, callbacks and cases, so it cannot live in the room of customers.
    path("customers/<uuid:public_id>/", customer, name="customer"),
    path("contacts/", include("contacts.urls")),
    path("cases/", include("cases.urls")),
    # For citizens, without logging in; the language is in the address.
    path(
        "volg/en/",
        include("contacts.following.urls", namespace="follow-en"),
        {"language": "en"},
    ),
    path("volg/", include("contacts.following.urls", namespace="follow"), {"language": "nl"}),
    path(
        "tevredenheid/en/",
        include("contacts.satisfaction.survey.urls", namespace="survey-en"),
        {"language": "en"},
    ),
    path(
        "tevredenheid/",
        include("contacts.satisfaction.survey.urls", namespace="survey"),
        {"language": "nl"},
    ),
    path("satisfaction/", include("contacts.satisfaction.urls")),
    path("dashboard/", include("dashboard.urls")),
    path("reports/", include("dashboard.reports.urls")),
    # For a screen on the wall too, without logging in.
    path("wallboard/", include("dashboard.wallboard.urls")),
    path("maturity/", include("maturity.urls")),
    path("jobs/", include("kcc.jobs.urls")),
    path("audit/", include("kcc.audit.urls")),
    path("admin/", admin_site.urls),
    path("api/v1/", include("kcc.api_urls")),
    path("livez", login_not_required(health.livez), name="livez"),
    path("readyz", login_not_required(health.readyz), name="readyz"),
    path(".well-known/security.txt", login_not_required(health.security_txt), name="security-txt"),
]
