"""Can a case of this type be registered, carried and finished? Asked before a version is put to
use; in sentences for the functional administrator."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.catalogue.contents import Contents
from cases.models import CaseQuestion, ResultType, TermUnit
from kcc.organisation.statutory import parse_term

Kind = CaseQuestion.Kind
MOST_QUESTIONS = 20


def problems_of(contents: Contents, before: Contents | None = None) -> list[str]:
    """What has to be mended first; empty when it can be put to use. `before` is the version that is
    in use now."""
    return [
        *_terms(contents.own),
        *_statuses(contents.status_types),
        *_results(contents.result_types),
        *_questions(contents.questions),
        *_same_questions(contents.questions, before.questions if before else ()),
    ]


def advice_of(contents: Contents) -> list[str]:
    """What would make it better, but stands in nobody's way."""
    advice = []
    silent = [row["name"] for row in contents.status_types if not row["public_text"]]
    silent += [row["name"] for row in contents.result_types if not row["public_text"]]
    if contents.own["followable"] and silent:
        advice.append(
            _("The customer reads no explanation with: %(names)s.") % {"names": ", ".join(silent)}
        )
    foreign = [
        row["name"]
        for row in (*contents.status_types, *contents.result_types)
        if row["public_text"] and not row["public_text_en"]
    ]
    if contents.own["followable"] and foreign:
        advice.append(
            _("There is no English text with: %(names)s.") % {"names": ", ".join(foreign)}
        )
    if not contents.questions:
        advice.append(_("Nothing is asked when a case of this type is registered."))
    if not contents.own["legal_basis"]:
        advice.append(
            _("There is no legal basis: who reads a term cannot see where it comes from.")
        )
    return advice


def _terms(own) -> Iterator[str]:
    if not own["name"].strip():
        yield _("Give the type a name.")
    for text, unit, missing in (
        (own["term"], own["term_unit"], _("Give a term of at least one day.")),
        (own["norm"], own["norm_unit"], _("Give a service norm of at least one day.")),
    ):
        if not _is_duration(text, working_days=unit == TermUnit.WORKING_DAYS):
            yield missing
    if own["extension"] and not _is_duration(own["extension"]):
        yield _("The extension is not a duration.")
    if own["extension"] and not own["extendable"]:
        yield _("There is a duration for an extension, but the type cannot be extended.")


def _is_duration(text: str, *, working_days: bool = False) -> bool:
    try:
        return parse_term(text, working_days=working_days).amount > 0
    except ValueError:
        return False


def _statuses(rows) -> Iterator[str]:
    if len(rows) < 2:
        yield _("A case type has at least two statuses: one to begin with, and a final one.")
        return
    finals = [row for row in rows if row["is_final"]]
    if len(finals) != 1:
        yield _("Exactly one status is final.")
    elif finals[0]["order"] != max(row["order"] for row in rows):
        yield _("The final status comes last.")
    if len([row for row in rows if row["is_decision"]]) > 1:
        yield _("At most one status is the decision: with it the term is met.")
    names = [row["name"] for row in rows]
    if len(set(names)) < len(names):
        yield _("Two statuses have the same name.")
    for row in rows:
        if row["tells_customer"] and not row["public_text"]:
            yield _(
                "The customer is told of “%(name)s”, but there is no explanation to send."
            ) % {"name": row["name"]}  # fmt: skip


def _results(rows) -> Iterator[str]:
    if not rows:
        yield _("There is no result: a case of this type could not be closed.")
    for row in rows:
        destroyed = row["archive"] == ResultType.Archive.DESTROY
        if destroyed and not _is_duration(row["retention"]):
            yield _("Say how long a case with result “%(name)s” is kept.") % {"name": row["name"]}
        if not destroyed and row["retention"]:
            yield _(
                "A case with result “%(name)s” is kept for ever: take the retention away."
            ) % {"name": row["name"]}  # fmt: skip


def _questions(rows) -> Iterator[str]:
    if len(rows) > MOST_QUESTIONS:
        yield _("More than %(count)d questions are too many to ask.") % {"count": MOST_QUESTIONS}
    for row in rows:
        about = {"label": row["label"]}
        if row["kind"] == Kind.CHOICE and len(row["choices"]) < 2:
            yield _("Give at least two answers to choose from at “%(label)s”.") % about
        if row["kind"] != Kind.CHOICE and row["choices"]:
            yield _("Only a choice has answers to choose from: “%(label)s” has not.") % about
        lowest, highest = row["lowest"], row["highest"]
        if row["kind"] != Kind.NUMBER and (lowest is not None or highest is not None):
            yield _("Only a number has a lowest and a highest: “%(label)s” is none.") % about
        if lowest is not None and highest is not None and lowest > highest:
            yield _("The lowest is above the highest at “%(label)s”.") % about


def _same_questions(rows, before) -> Iterator[str]:
    """One key is one question over the versions, so that answers can be compared."""
    kinds = {row["key"]: row["kind"] for row in before}
    for row in rows:
        if kinds.get(row["key"], row["kind"]) != row["kind"]:
            yield _(
                "“%(label)s” has become another kind of question: give it a key of its own."
            ) % {"label": row["label"]}  # fmt: skip
