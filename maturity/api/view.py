"""The view that every resource of the self-assessment is made of."""

from django.utils import translation

from kcc.organisation.rest import ApiView
from maturity.audience import CAN_BE_ASKED


class MaturityView(ApiView):
    """Sentences are in the language of the person whose key it is; the statements in that of the
    catalogue, Dutch."""

    roles = {"GET": CAN_BE_ASKED}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        # Until LanguageMiddleware takes it back: it knows people with a session only.
        translation.activate(request.user.language)

    def finalize_response(self, request, response, *args, **kwargs):
        found = super().finalize_response(request, response, *args, **kwargs)
        found.headers.setdefault("Content-Language", translation.get_language())
        return found
