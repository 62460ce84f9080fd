"""Keeping alerts, and looking whether they have something to tell."""

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from dashboard.alerts import words
from dashboard.alerts.following import State, Step
from dashboard.alerts.levels import Level
from dashboard.alerts.selectors import days_to_see, seen, to_look_at, watched
from dashboard.models import Alert, AlertMail
from dashboard.spans import ONE_DAY
from kcc.audit.services import record
from kcc.jobs.notifications import notify
from kcc.jobs.outbox import absolute, post
from kcc.lib.faults import in_short
from kcc.lib.periods import local_day
from kcc.organisation.models import Role, User

logger = logging.getLogger(__name__)
KIND = "alert"
FIELDS = ("name", "figure", "department", "threshold", "days", "audience", "active")
# What it follows: with another of these it begins anew.
ABOUT = {"figure", "department", "threshold", "days"}


@transaction.atomic
def make_alert(*, by, now: datetime, **values) -> Alert:
    alert = Alert.objects.create(created_at=now, created_by=by, **values)
    record(by=by, action="alert.made", obj=alert, detail=_told(values), at=now)
    return alert


@transaction.atomic
def change_alert(*, by, alert: Alert, now: datetime, **values) -> Alert:
    """It begins anew when it follows something else, or is switched on again."""
    changed = {name for name in FIELDS if getattr(alert, name) != values[name]}
    if not changed:
        return alert
    if changed & ABOUT or ("active" in changed and values["active"]):
        values |= {"past_since": None, "days_past": 0, "looked_on": None}
    for name, value in values.items():
        setattr(alert, name, value)
    alert.save(update_fields=list(values))
    detail = _told({name: values[name] for name in sorted(changed)})
    record(by=by, action="alert.changed", obj=alert, detail=detail, at=now)
    return alert


@transaction.atomic
def delete_alert(*, by, alert: Alert) -> None:
    record(by=by, action="alert.deleted", obj=alert, detail={"figure": alert.figure})
    alert.delete()


def _told(values: dict) -> dict:
    told = {name: str(value) for name, value in values.items() if name != "name"}
    return told | ({"department": values["department"].slug} if values.get("department") else {})


# -- Looking ----------------------------------------------------------------------------------


def look(now: datetime) -> int:
    """Every alert sees the days it has not seen; how many were looked at. A transaction each, and
    one that fails does not keep the others from theirs."""
    looked = 0
    for alert in to_look_at(now):
        try:
            looked += look_at(alert_id=alert.pk, now=now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others get theirs
            logger.error("Alert %s: %s", alert.public_id, in_short(error))
    return looked


@transaction.atomic
def look_at(*, alert_id: int, now: datetime) -> bool:
    """False when somebody else just did."""
    alert = to_look_at(now).filter(pk=alert_id).select_for_update().first()
    if alert is None:
        return False
    figure, days = watched(alert), days_to_see(alert, now)
    if figure is not None and days:
        state = State(alert.past_since, alert.days_past)
        steps, found = seen(alert, figure, days, state, now=now)
        for step in steps:
            if step.tells:
                _tell(alert, step, found[step.day], now)
        alert.past_since, alert.days_past = steps[-1].state.since, steps[-1].state.days
    alert.looked_on = local_day(now) - ONE_DAY
    alert.save(update_fields=["past_since", "days_past", "looked_on"])
    return True


def _tell(alert: Alert, step: Step, level: Level, now: datetime) -> None:
    """One mail and one line under the bell for each of its people, once for every time past."""
    kept, made = AlertMail.objects.get_or_create(
        alert=alert,
        since=step.state.since,
        defaults={"day": step.day, "value": round(level.number, 1), "at": now},
    )
    if not made:
        return
    people = list(audience(alert))
    page = reverse("dashboard:organisation")
    if alert.department:
        page = reverse("dashboard:department", args=[alert.department.slug])
    key = f"alert:{alert.public_id}:{step.state.since.isoformat()}"
    for user in people:
        with translation.override(user.language):
            text = words.sentence(alert, watched(alert), level.number)
            notify(user=user, key=key, kind=KIND, text=text, url=page, now=now)
            if user.email:
                post(
                    key=f"{key}:{user.public_id}",
                    kind=KIND,
                    to=user.email,
                    user=user,
                    subject=words.subject(alert),
                    body=words.body(alert, watched(alert), step, level.number, absolute(page)),
                    now=now,
                )
    kept.told = len(people)
    kept.save(update_fields=["told"])


def audience(alert: Alert):
    """The people an alert tells, each once. One statement."""
    people, Audience = User.objects.filter(is_active=True), Alert.Audience
    managers = people.filter(memberships__role=Role.MANAGER)
    heads = people.filter(memberships__role=Role.HEAD, memberships__department=alert.department)
    if alert.department is None or alert.audience == Audience.MANAGERS:
        return managers.distinct()
    return heads.distinct() if alert.audience == Audience.HEADS else (managers | heads).distinct()
