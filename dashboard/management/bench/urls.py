from django.urls import path

from dashboard.management.bench import floor
from kcc.urls import urlpatterns as of_the_application

urlpatterns = [
    path("floor/", floor.insert),
    path("floor/<int:pk>/", floor.read),
    *of_the_application,
]
