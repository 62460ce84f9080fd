"""The one search box."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def search(request):
    return HttpResponse(status=204)
