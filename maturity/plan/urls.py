from django.urls import path

from maturity.plan.views import acting, listing, planning

ACTION = "actions/<uuid:public_id>"
urlpatterns = [
    path("actions/", listing.actions, name="actions"),
    path("actions/board/", listing.board, name="actions-board"),
    path("actions/hand-over/", listing.hand_over, name="actions-hand-over"),
    path(f"{ACTION}/", acting.action, name="action"),
    path(f"{ACTION}/change/", acting.change, name="action-change"),
    path(f"{ACTION}/move/", acting.move, name="action-move"),
    path("<uuid:public_id>/", planning.plan, name="plan"),
    path("<uuid:public_id>/targets/", planning.targets, name="targets"),
    path("<uuid:public_id>/suggestions/", planning.suggestions, name="suggestions"),
    path("<uuid:public_id>/actions/new/", acting.new, name="action-new"),
]
