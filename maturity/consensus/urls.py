from django.urls import path

from maturity.consensus.views import finishing, overview, screen, statement

urlpatterns = [
    path("<uuid:public_id>/", overview.overview, name="consensus"),
    path("<uuid:public_id>/pillars/<slug:slug>/", overview.pillar, name="consensus-pillar"),
    path("<uuid:public_id>/pillars/<slug:slug>/agreed/", overview.agreed, name="consensus-agreed"),
    path("<uuid:public_id>/outcome/", overview.outcome, name="consensus-outcome"),
    path("<uuid:public_id>/screen/", screen.screen, name="consensus-screen"),
    path("<uuid:public_id>/screen/now/", screen.live, name="consensus-now"),
    path("<uuid:public_id>/finish/", finishing.finish, name="consensus-finish"),
    path("<uuid:public_id>/statements/<slug:code>/", statement.statement, name="consensus-answer"),
    path("<uuid:public_id>/statements/<slug:code>/show/", statement.show, name="consensus-show"),
]
