"""What the tests of the administration share."""

from django.urls import reverse


def address(model, page="changelist", *args):
    return reverse(f"admin:{model.replace('.', '_')}_{page}", args=args)


def saved(response):
    """A saved form redirects; otherwise show what was wrong."""
    if response.status_code == 200:
        form = response.context["adminform"].form
        formsets = [
            (f.formset.errors, f.formset.non_form_errors())
            for f in response.context["inline_admin_formsets"]
        ]
        raise AssertionError((form.errors, formsets))
    assert response.status_code == 302
    return response


def none_of(prefix):
    """The management form of an inline without rows."""
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
