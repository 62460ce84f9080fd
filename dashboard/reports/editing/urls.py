from django.urls import path

from dashboard.reports.editing.views import draft, drafts, published

urlpatterns = [
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<slug:period>/", drafts.drafts_of, name="drafts-of"),
    path("drafts/<slug:period>/progress/", drafts.progress, name="drafts-progress"),
    path("drafts/<slug:period>/publish/", drafts.publish_period, name="publish-period"),
    path("<uuid:public_id>/edit/", draft.edit, name="edit"),
    path("<uuid:public_id>/publish/", drafts.publish, name="publish"),
    path("<uuid:public_id>/candidates/", draft.candidates_of, name="candidates"),
    path("<uuid:public_id>/case/", draft.case, name="case"),
    path("<uuid:public_id>/case/drop/", draft.drop, name="drop-case"),
    path("<uuid:public_id>/new-version/", published.new_version, name="new-version"),
    path("<uuid:public_id>/withdraw/", published.withdraw, name="withdraw"),
    path("<uuid:public_id>/check/", published.check, name="check"),
]
