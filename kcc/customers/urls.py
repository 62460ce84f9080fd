"""Addresses of customers; only public ids, never a name or a number."""

from django.urls import path

from kcc.customers import merge_views, views

app_name = "customers"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("<uuid:public_id>/edit/", views.edit, name="edit"),
    path("<uuid:public_id>/bsn/", views.reveal_bsn, name="reveal-bsn"),
    path("<uuid:public_id>/address/", views.reveal_address, name="reveal-address"),
    path("<uuid:public_id>/points/", views.add_point, name="add-point"),
    path(
        "<uuid:public_id>/points/<uuid:point_id>/remove/", views.remove_point, name="remove-point"
    ),
    path(
        "<uuid:public_id>/points/<uuid:point_id>/prefer/", views.prefer_point, name="prefer-point"
    ),
    path("<uuid:public_id>/merge/", merge_views.merge, name="merge"),
    path("<uuid:public_id>/unmerge/<uuid:merge_id>/", merge_views.unmerge, name="unmerge"),
]
