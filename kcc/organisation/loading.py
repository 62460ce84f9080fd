"""Start data of the organisation, from YAML to rows; and the tool the other rooms load theirs with.

Loading twice changes nothing. What an administrator edited stays as it is: only what is missing is
made, unless `update` asks for the values of the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import yaml
from django.db.models import Model
from django.utils.text import slugify

from kcc.organisation.dutch_holidays import equated, statutory_days
from kcc.organisation.models import (
    Channel,
    ClosingDay,
    Department,
    Domain,
    OpeningHours,
    Origin,
    ServiceNorm,
    Team,
)

DATA = Path(__file__).parent / "data" / "organisation.yaml"
WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


@dataclass(frozen=True)
class Tally:
    """What loading did to one table."""

    model: type[Model]
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> int:
        return self.created + self.updated


# The same rules, in C where PyYAML was built with it: a tenth of the time.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)  # noqa: S506


def ensure(
    model: type[Model], rows: Iterable[Mapping], *, key: tuple[str, ...], update: bool
) -> Tally:
    """Make the rows that are missing by their key; with `update` also set the values that differ.

    Rows name columns (`department_id`, not `department`). Two statements, and one per updated row.
    """
    present = {tuple(getattr(o, name) for name in key): o for o in model._default_manager.all()}
    missing, updated, unchanged = [], 0, 0
    for row in rows:
        found = present.get(tuple(row[name] for name in key))
        if found is None:
            missing.append(model(**row))
            continue
        differing = [name for name, value in row.items() if getattr(found, name) != value]
        if differing and update:
            for name in differing:
                setattr(found, name, row[name])
            found.save(update_fields=differing)
            updated += 1
        else:
            unchanged += 1
    model._default_manager.bulk_create(missing)
    return Tally(model, len(missing), updated, unchanged)


def ids(model: type[Model], field: str = "slug") -> dict[str, int]:
    """Primary keys by slug or code, to point foreign keys with."""
    return dict(model._default_manager.values_list(field, "pk"))


def load(*, update: bool = False) -> list[Tally]:
    """Domains, departments, teams, channels, hours, closing days and norms. Join a transaction."""
    data = read_yaml(DATA)
    return [
        _domains(data["domeinen"], update),
        _departments(data["afdelingen"], update),
        _teams(data["afdelingen"], update),
        _channels(data["kanalen"], update),
        _opening_hours(data["openingstijden"], update),
        _closing_days(data["sluitingsdagen"]["jaren"], update),
        _norms(data["servicenormen"], update),
    ]


def _domains(rows, update):
    return ensure(
        Domain,
        [{"slug": r["slug"], "name": r["naam"], "order": n} for n, r in enumerate(rows, 1)],
        key=("slug",),
        update=update,
    )


def _departments(rows, update):
    domains = ids(Domain)
    return ensure(
        Department,
        [
            {
                "slug": r["slug"],
                "name": r["naam"],
                "domain_id": domains[r["domein"]],
                "is_contact_centre": r.get("klantcontactcentrum", False),
                "origin": Origin.REFERENCE,
            }
            for r in rows
        ],
        key=("slug",),
        update=update,
    )


def _teams(rows, update):
    departments = ids(Department)
    return ensure(
        Team,
        [
            {"department_id": departments[r["slug"]], "slug": slugify(name), "name": name}
            for r in rows
            for name in r["groepen"]
        ],
        key=("department_id", "slug"),
        update=update,
    )


def _channels(rows, update):
    return ensure(
        Channel,
        [
            {
                "code": r["code"],
                "name": r["naam"],
                "kind": r["soort"],
                "order": n,
                "follow_up": r.get("antwoordnorm", "question"),
            }
            for n, r in enumerate(rows, 1)
        ],
        key=("code",),
        update=update,
    )


def _opening_hours(rows, update):
    """A week belongs together: a channel that has hours keeps its own, whatever they became."""
    channels = ids(Channel, "code") | {None: None}
    wanted = {}
    for r in rows:
        for day in r["dagen"]:
            hours = (
                WEEKDAYS.index(day),
                time.fromisoformat(r["open"]),
                time.fromisoformat(r["dicht"]),
            )
            wanted.setdefault(channels[r.get("kanaal")], set()).add(hours)
    present = {}
    for channel, *hours in OpeningHours.objects.values_list(
        "channel_id", "weekday", "opens", "closes"
    ):
        present.setdefault(channel, set()).add(tuple(hours))
    created = updated = unchanged = 0
    for channel, week in wanted.items():
        if channel in present and (present[channel] == week or not update):
            unchanged += len(present[channel])
            continue
        if channel in present:
            OpeningHours.objects.filter(channel_id=channel).delete()
            updated += len(week)
        else:
            created += len(week)
        OpeningHours.objects.bulk_create(
            OpeningHours(channel_id=channel, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in sorted(week)
        )
    return Tally(OpeningHours, created, updated, unchanged)


def _closing_days(years, update):
    """By date: a renamed day is still that day. `closed` is the municipality's own choice."""
    bridge = equated(years)
    rows = [
        {
            "date": day,
            "name": name,
            "kind": ClosingDay.Kind.EQUATED if day in bridge else ClosingDay.Kind.HOLIDAY,
        }
        for day, name in statutory_days(years).items()
    ]
    return ensure(ClosingDay, rows, key=("date",), update=update)


def _norms(rows, update):
    """A general norm per kind; one that was given another date or term is not made again."""
    rows = [
        {
            "kind": r["soort"],
            "amount": r["termijn"],
            "unit": r["eenheid"],
            "target_percentage": r["doel"],
            "valid_from": r["vanaf"],
            "source": r["bron"],
            "department_id": None,
            "channel_id": None,
            "subject_code": "",
        }
        for r in rows
    ]
    general = ServiceNorm.objects.filter(department=None, channel=None, subject_code="")
    known = set(general.values_list("kind", flat=True))
    if update:
        return ensure(
            ServiceNorm,
            rows,
            key=("kind", "valid_from", "department_id", "channel_id", "subject_code"),
            update=True,
        )
    missing = [ServiceNorm(**row) for row in rows if row["kind"] not in known]
    ServiceNorm.objects.bulk_create(missing)
    return Tally(ServiceNorm, created=len(missing), unchanged=len(rows) - len(missing))
