from django.urls import path

from maturity.rounds.views import home, people, starting, steps

ROUND = "rounds/<uuid:public_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("rounds/new/", starting.new, name="round-new"),
    path(ROUND, home.show_round, name="round"),
    path(f"{ROUND}change/", starting.change, name="round-change"),
    path(f"{ROUND}people/", people.people, name="round-people"),
    path(f"{ROUND}open/", steps.open_it, name="round-open"),
    path(f"{ROUND}remind/", steps.remind, name="round-remind"),
    path(f"{ROUND}consensus/", steps.begin, name="round-consensus"),
    path(f"{ROUND}cancel/", steps.cancel, name="round-cancel"),
    path(f"{ROUND}leader/", steps.leader, name="round-leader"),
]
