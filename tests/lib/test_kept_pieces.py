"""{% kept %}: written once for each set of what it names, and blind to the rest of the page."""

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory, override_settings
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from kcc.lib.templatetags.kept import MOST, KeptNode


def template(source):
    return engines["django"].from_string(source)


def kept_in(page):
    (node,) = page.template.nodelist.get_nodes_by_type(KeptNode)
    return node


def test_sees_what_it_names_and_nothing_else():
    page = template("{% kept one=one %}[{{ one }}{{ two }}{% csrf_field %}]{% endkept %}")
    request = RequestFactory().get("/")
    assert page.render({"one": 1, "two": 2}, request) == "[1]"
    assert page.render({"one": 3, "two": 2}, request) == "[3]"


def test_is_written_once():
    page = template("{% kept one=one %}{{ one.name }}{% endkept %}")

    class Named:
        asked = 0

        @property
        def name(self):
            self.asked += 1
            return self.asked

    named = Named()
    assert [page.render({"one": named}) for _time in range(3)] == ["1", "1", "1"]


def test_differs_by_language():
    page = template("{% load i18n %}{% kept %}{% translate 'Close' %}{% endkept %}")
    with translation.override("nl"):
        dutch = page.render()
    with translation.override("en"):
        english = page.render()
    assert (dutch, english) == ("Sluiten", "Close")


def test_a_text_that_is_safe_is_another_than_one_that_is_not():
    page = template("{% kept text=text %}{{ text }}{% endkept %}")
    assert page.render({"text": mark_safe("<b>")}) == "<b>"
    assert page.render({"text": "<b>"}) == "&lt;b&gt;"
    assert [page.render({"text": value}) for value in (True, 1)] == ["True", "1"]


def test_holds_on_to_no_lazy_object():
    page = template("{% kept text=text %}{{ text }}{% endkept %}")
    assert page.render({"text": SimpleLazyObject(lambda: "one")}) == "one"
    ((*_page, (kind, value)),) = kept_in(page).written
    assert (kind, type(value)) == (str, str)


def test_keeps_no_more_than_so_many():
    page = template("{% kept one=one %}{{ one }}{% endkept %}")
    for number in range(MOST + 5):
        assert page.render({"one": number}) == str(number)
    assert len(kept_in(page).written) == 5


def test_takes_names_only():
    with pytest.raises(TemplateSyntaxError):
        template("{% kept one %}{% endkept %}")


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_the_pages_of_two_people_do_not_mix(client_of):
    agent, manager = client_of("agent"), client_of("manager")
    for _time in range(2):
        for client, own, other in (
            (agent, "/contacts/workplace/", "/contacts/norms/"),
            (manager, "/contacts/norms/", "/contacts/workplace/"),
        ):
            page = client.get("/account/").content.decode()
            menu = page[page.index('<nav class="nav"') : page.index("</nav>")]
            assert (f'href="{own}"' in menu, f'href="{other}"' in menu) == (True, False)
            assert client.user.get_display_name() in page
            assert str(client.user.public_id) in page
