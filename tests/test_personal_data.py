"""Every field of every model of ours is either personal data or it is not, and says which."""

import pytest
from django.apps import apps
from django.db import models

from tests.test_architecture import ROOMS

pytestmark = pytest.mark.once

OURS = [model for model in apps.get_models() if model.__module__.startswith(tuple(ROOMS))]
# What would put a name, a number or a voice in a table: these must be on the personal side.
TELLING = (
    "name_given", "caller_name", "family_name", "given_name", "initials", "phone", "email",
    "street", "postcode", "house_number", "bsn", "kvk_number", "location", "note", "answer",
    "description", "question_text", "already_said", "search_text",
)  # fmt: skip
# Words about things, not about people: the catalogue an administrator keeps.
CATALOGUE = {"contacts.Subject", "cases.CaseType", "cases.StatusType", "cases.ResultType"}


def fields_of(model) -> set[str]:
    own = model._meta.local_fields + model._meta.local_many_to_many
    inherited = [field for field in model._meta.fields if field not in own]
    return {field.name for field in [*own, *inherited]}


def gaps(model) -> dict[str, set[str]]:
    """What is wrong with the two lists of a model; empty when nothing is."""
    personal = getattr(model, "personal_data", frozenset())
    plain = getattr(model, "plain_data", frozenset())
    fields = fields_of(model)
    found = {
        "in neither list": fields - personal - plain,
        "in both lists": personal & plain,
        "not a field": (personal | plain) - fields,
    }
    return {why: names for why, names in found.items() if names}


def test_our_models_are_found():
    labels = {model._meta.label for model in OURS}
    assert {"organisation.User", "customers.Customer", "contacts.Question", "cases.Case"} <= labels


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_in_exactly_one_list(model):
    assert gaps(model) == {}


@pytest.mark.parametrize(
    "model",
    [model for model in OURS if model._meta.label not in CATALOGUE],
    ids=lambda model: model._meta.label,
)
def test_a_telling_name_is_on_the_personal_side(model):
    # One of a few codes tells nothing, nor does a count: `answer_by` is not an answer.
    chosen = {
        field.name
        for field in model._meta.fields
        if field.choices or isinstance(field, models.PositiveIntegerField)
    }
    telling = {name for name in model.plain_data - chosen if name.startswith(TELLING)}
    assert telling == set()


def test_gaps_are_found():
    class Person(models.Model):
        name = models.CharField(max_length=10)
        city = models.CharField(max_length=10)

        personal_data = frozenset({"name", "shoe"})
        plain_data = frozenset({"id", "name"})

        class Meta:
            app_label = "lib"
            managed = False

        def __str__(self):
            return ""

    # Not to be seen by other tests: the registry would ask for a table.
    del apps.all_models["lib"]["person"]
    assert gaps(Person) == {
        "in neither list": {"city"},
        "in both lists": {"name"},
        "not a field": {"shoe"},
    }
