"""What a file refers to: channels, outcomes, departments, subjects and the case type; looked up
once, and created under "import" where the file knows something that is not there yet.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CaseType, ResultType, StatusType
from contacts.importing.mapping import Mapping
from contacts.importing.rows import Ref, Row, RowProblem
from contacts.loading import subject_search_text
from contacts.models import Outcome, Subject
from contacts.reference import forget
from kcc.audit.services import record_many
from kcc.lib.errors import DomainError
from kcc.lib.text import fold, shorten
from kcc.organisation.models import Channel, Department, Domain, Origin

# More than this is not a list of subjects but a column that is something else.
MOST_NEW = 500
DOMAIN = {"slug": "import", "name": "Import, nog in te delen"}
SLUG_LENGTH, CODE_LENGTH, DEPARTMENT_LENGTH, SUBJECT_LENGTH = 80, 100, 120, 160
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=4096)
def stable_code(source: str, text: str, length: int) -> str:
    """The same code for the same words, in every run: 'nyc311-noise-residential'."""
    folded = fold(text)
    words = _NOT_ALNUM.sub("-", folded).strip("-")
    code = f"{source}-{words}"
    if words and folded.isascii() and len(code) <= length:
        return code
    # Something of the words was lost: tell them apart all the same.
    mark = sha256(folded.encode()).hexdigest()[:8]
    return f"{code[: length - 9].rstrip('-')}-{mark}"


@dataclass(frozen=True)
class NewDepartment:
    slug: str
    name: str


@dataclass(frozen=True)
class NewSubject:
    code: str
    name: str
    department: Ref


class Catalogue:
    """Looks up what rows refer to. `new_departments` and `new_subjects` gather what is unknown."""

    def __init__(self, mapping: Mapping):
        self.mapping = mapping
        self.channels = {row.code: row for row in Channel.objects.all()}
        self.outcomes = {row.code: row for row in Outcome.objects.all()}
        self.slugs = {row.slug: row for row in Department.objects.all()}
        self.codes = {row.code: row for row in Subject.objects.select_related("department")}
        self.department_names = {fold(row.name): row for row in self.slugs.values() if row.active}
        self.subject_names = {fold(row.name): row for row in self.codes.values() if row.active}
        self.new_departments: dict[str, NewDepartment] = {}
        self.new_subjects: dict[str, NewSubject] = {}
        # What was found for which words of the file.
        self._departments: dict[Ref, Department] = {}
        self._subjects: dict[Ref, Subject] = {}
        self.case_type: CaseType | None = None
        self.statuses: dict[str, StatusType] = {}
        self.results: dict[str, ResultType] = {}
        self._check()

    def _check(self) -> None:
        """Every word the mapping translates to is one of ours."""
        mapping = self.mapping
        departments = {*mapping.department.values.values(), mapping.department.default} - {None}
        wanted = [
            (_("channels"), mapping.channel.targets - set(self.channels)),
            (_("outcomes"), mapping.outcome.targets - set(self.outcomes)),
            (_("departments"), departments - set(self.slugs)),
            (_("subjects"), set(mapping.subject.values.values()) - set(self.codes)),
        ]
        for kind, unknown in wanted:
            if unknown:
                raise DomainError(
                    _("The mapping names %(kind)s that are not there: %(names)s.")
                    % {"kind": kind, "names": ", ".join(sorted(unknown))}
                )
        for code in mapping.outcome.targets:
            category = self.outcomes[code].category
            makes_case = category == Outcome.Category.CASE
            if category == Outcome.Category.CALLBACK:
                raise DomainError(
                    _("An import promises nobody an answer: it cannot have the outcome “%(name)s”.")
                    % {"name": self.outcomes[code].name}
                )
            if makes_case != (mapping.case is not None):
                raise DomainError(
                    _("The outcome “%(name)s” does not go with what the mapping makes of a row.")
                    % {"name": self.outcomes[code].name}
                )

    # -- Looking up -----------------------------------------------------------------------------

    def note(self, row: Row) -> None:
        """Remember what this row needs that is not there yet; RowProblem if it may not be made."""
        rule = self.mapping.department
        if row.department and self.department(row.department) is None:
            if not rule.create:
                raise RowProblem(rule.column or "", _("This department is not known."))
            key = fold(row.department.key)
            if key not in self.new_departments:
                slug = stable_code(self.mapping.source, row.department.key, SLUG_LENGTH)
                name = shorten(row.department.name or row.department.key, DEPARTMENT_LENGTH)
                self.new_departments[key] = NewDepartment(slug, name)
        if self.subject(row.subject) is None:
            self._note_subject(row)
        if len(self.new_departments) + len(self.new_subjects) > MOST_NEW:
            raise DomainError(
                _("More than %(count)d new departments and subjects: is it the right mapping?")
                % {"count": MOST_NEW}
            )

    def _note_subject(self, row: Row) -> None:
        rule = self.mapping.subject
        if not rule.create or row.department is None:
            raise RowProblem(rule.columns[0], _("This subject is not known."))
        key = fold(row.subject.key)
        if key not in self.new_subjects:
            code = stable_code(self.mapping.source, row.subject.key, CODE_LENGTH)
            name = shorten(row.subject.name, SUBJECT_LENGTH)
            self.new_subjects[key] = NewSubject(code, name, row.department)

    def department(self, ref: Ref) -> Department | None:
        """By the slug of the mapping or of an earlier import, else by name."""
        if ref.own:
            return self.slugs[ref.key]
        if found := self._departments.get(ref):
            return found
        stable = stable_code(self.mapping.source, ref.key, SLUG_LENGTH)
        found = (
            self.slugs.get(stable)
            or self.department_names.get(fold(ref.key))
            or self.slugs.get(fold(ref.key))
        )
        if found is not None:
            self._departments[ref] = found
        return found

    def subject(self, ref: Ref) -> Subject | None:
        if ref.own:
            return self.codes[ref.key]
        if found := self._subjects.get(ref):
            return found
        stable = stable_code(self.mapping.source, ref.key, CODE_LENGTH)
        found = self.codes.get(stable) or self.subject_names.get(fold(ref.key))
        if found is not None:
            self._subjects[ref] = found
        return found

    def repeat_rule(self, ref: Ref) -> tuple[str, int, bool]:
        """What repeat detection needs to know of a subject, also of one that is not made yet: its
        code, the window in days, and whether it is bound to an address."""
        found = self.subject(ref)
        if found is not None:
            return found.code, found.repeat_window_days, found.address_bound
        new, rule = self.new_subjects[fold(ref.key)], self.mapping.subject
        return new.code, rule.repeat_window_days, rule.is_address_bound(new.name)

    # -- Making ---------------------------------------------------------------------------------

    @transaction.atomic
    def create_missing(self, *, by, now) -> tuple[int, int]:
        """Make what rows need; the number of departments and of subjects that were made. What
        another import made in the meantime is used."""
        if not (self.new_departments or self.new_subjects or self.mapping.case):
            return 0, 0
        domain, _made = Domain.objects.get_or_create(
            slug=DOMAIN["slug"], defaults={"name": DOMAIN["name"], "order": 99}
        )
        departments = self._create_departments(domain, by, now)
        self._create_case_type(domain, by, now)
        subjects = self._create_subjects(domain, by, now)
        transaction.on_commit(forget)
        return departments, subjects

    def _create_departments(self, domain: Domain, by, now) -> int:
        made = []
        for new in self.new_departments.values():
            row, is_new = Department.objects.get_or_create(
                slug=new.slug,
                defaults={"name": new.name, "domain": domain, "origin": Origin.IMPORT},
            )
            self.slugs[row.slug] = row
            made += [row] if is_new else []
        record_many(by=by, action="import.department", objects=made, at=now)
        return len(made)

    def _create_subjects(self, domain: Domain, by, now) -> int:
        rule, made = self.mapping.subject, []
        for new in self.new_subjects.values():
            row, is_new = Subject.objects.get_or_create(
                code=new.code,
                defaults={
                    "name": new.name,
                    "domain": domain,
                    "department": self.department(new.department),
                    "case_type": self.case_type,
                    "search_text": subject_search_text(new.name, new.code, []),
                    "repeat_window_days": rule.repeat_window_days,
                    "address_bound": rule.is_address_bound(new.name),
                    "origin": Origin.IMPORT,
                },
            )
            self.codes[row.code] = row
            made += [row] if is_new else []
        record_many(by=by, action="import.subject", objects=made, at=now)
        return len(made)

    def _create_case_type(self, domain: Domain, by, now) -> None:
        rule = self.mapping.case
        if rule is None:
            return
        self.case_type, is_new = CaseType.objects.current().get_or_create(
            slug=rule.slug,
            defaults={
                "name": rule.name,
                "domain": domain,
                "department": self._contact_centre(),
                "term": rule.term,
                "term_unit": rule.term_unit,
                "norm": rule.norm,
                "norm_unit": rule.norm_unit,
                "confidentiality": rule.confidentiality,
            },
        )
        if is_new:
            StatusType.objects.bulk_create(
                StatusType(case_type=self.case_type, order=order, name=one.name, is_final=one.final)
                for order, one in enumerate(rule.statuses, start=1)
            )
            ResultType.objects.bulk_create(
                ResultType(case_type=self.case_type, name=name, archive="vernietigen")
                for name in rule.results
            )
            record_many(by=by, action="import.case_type", objects=[self.case_type], at=now)
        self._find_statuses(rule)

    def _contact_centre(self) -> Department:
        centre = Department.objects.filter(is_contact_centre=True).order_by("pk").first()
        if centre is None:
            raise DomainError(_("There is no contact centre among the departments yet."))
        return centre

    def _find_statuses(self, rule) -> None:
        names = {row.name: row for row in self.case_type.status_types.all()}
        self.results = {row.name: row for row in self.case_type.result_types.all()}
        missing = [one.name for one in rule.statuses if one.name not in names]
        missing += [name for name in rule.results if name not in self.results]
        if missing:
            raise DomainError(
                _("The case type “%(type)s” has no status or result “%(names)s” (any more).")
                % {"type": self.case_type.name, "names": ", ".join(missing)}
            )
        self.statuses = {one.key: names[one.name] for one in rule.statuses}
