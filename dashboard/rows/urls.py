from django.urls import path, register_converter

from dashboard.rows import views


class Side:
    regex = "part|whole|rest"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Side, "side")

urlpatterns = [
    path("<slug:figure>/<side:side>/", views.rows, name="rows"),
]
