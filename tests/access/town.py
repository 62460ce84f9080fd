"""One of everything the URLs are about, and somebody of every role."""

from datetime import date, timedelta
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.documents.services import add_document
from cases.following import loading as following_loading
from cases.models import CaseLink, CaseRole, CaseTask, DefaultNotice
from cases.retention.services import draw_up
from cases.terms import loading as terms_loading
from contacts.absence.services import hand_over
from contacts.importing.mappingfile import load
from contacts.importing.services import upload
from contacts.models import Draft
from contacts.satisfaction.services import answer as reply
from contacts.satisfaction.services import print_link
from dashboard.alerts.services import make_alert
from dashboard.employees.services import turn_on
from dashboard.models import ReportAction, TelephonyFile
from dashboard.wallboard.services import make_key
from kcc.customers.merging import merge_customers
from kcc.jobs.notifications import notify
from kcc.jobs.services import enqueue
from kcc.organisation.models import Batch, BatchItem, OpeningException
from kcc.organisation.savedviews.services import save_view
from maturity.catalogue import catalogue
from maturity.filling.services import save_estimates
from maturity.sharing.services import import_result
from tests.access.tables import PEOPLE
from tests.cases.documents.building import make_pdf
from tests.dashboard.reports.kept import keep_report
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_closed_case,
    make_contact,
    make_customer,
    make_steps,
    make_team,
    make_user,
    reference,
)
from tests.maturity.plans import make_action
from tests.maturity.sharing import a_file
from tests.maturity.town import load_edition, make_own, make_round

MODELS = apps.get_models()
ROLES = {
    "lead": "kcc_lead", "admin": "administrator", "privacy": "privacy_officer", "other": "head",
}  # fmt: skip

# What is done with a report that is not published yet.
DRAFTED = ("edit", "publish", "candidates", "case", "drop-case")


class Town:
    """One of everything, and somebody of every role."""

    def __init__(self):
        ref = reference()
        vergunningen, burgerzaken = ref.department["vergunningen"], ref.department["burgerzaken"]
        departments = {"handler": vergunningen, "head": vergunningen, "other": burgerzaken}
        self.users = {
            person: make_user(ROLES.get(person, person), departments.get(person), username=person)
            for person in PEOPLE
            if person not in ("anon", "none")
        }
        self.users["none"] = make_user(username="none")
        agent, admin = self.users["agent"], self.users["admin"]
        self.customer = make_customer()
        self.merge = self._merged(agent)
        given = {"by": agent, "customer": self.customer}
        self.first = make_contact(subject="VG01", at=NOW - timedelta(days=3), **given)
        self.contact = make_contact(subject="VG01", at=NOW - timedelta(hours=1), **given)
        self.callback = make_callback(at=NOW - timedelta(hours=2), **given)
        self.case = make_case(by=agent, customer=self.customer, at=NOW - timedelta(days=1))
        self.notice = DefaultNotice.objects.create(
            case=self.case, received_on=NOW.date(), premature=True, added_at=NOW
        )
        paper = ContentFile(make_pdf(), name="aanvraag.pdf")
        known = {"case": self.case, "added_at": NOW}
        self.task = CaseTask.objects.create(case=self.case, title="Bellen", created_at=NOW)
        self.role = CaseRole.objects.create(customer=self.customer, kind="gemachtigde", **known)
        self.link = CaseLink.objects.create(other=make_case(), kind="vervolg", **known)
        self.document = add_document(by=None, case=self.case, file=paper, now=NOW)
        self.destruction, self.item = self._to_destroy(agent)
        self.draft = Draft.objects.create(
            key=uuid4(), user=agent, data={}, started_at=NOW, saved_at=NOW
        )
        self.view = save_view(by=agent, worklist="callbacks", name="Van mij", query="state=mine")
        self.batch = Batch.objects.create(act="claim", by=agent, at=NOW, undo_until=NOW)
        for worklist, work in (("callbacks", self.callback), ("cases", self.case)):
            BatchItem.objects.create(
                batch=self.batch, worklist=worklist, work_id=work.pk, before={}, version=0
            )
        self.job = enqueue(kind="contacts.import", key="toets", payload={}, by=admin, now=NOW)
        file = SimpleUploadedFile(
            "lijst.csv", b"nummer;datum;kanaal;onderwerp\n1;2026-11-02 10:00;telefoon;Dakkapel\n"
        )
        mapping = load("eenvoudige-lijst")
        self.run = upload(by=admin, file=file, mapping=mapping, now=NOW)
        OpeningException.objects.create(date=NOW.date(), name="Teamdag")
        self.message = self._told(agent)
        self.telephony = TelephonyFile.objects.create(
            name="november.csv", sha256="0" * 64, read_at=NOW, rows=0,
            first_day=NOW.date(), last_day=NOW.date(),
        )  # fmt: skip
        self.alert = make_alert(
            by=self.users["manager"], now=NOW, name="Terugbellen", figure="kept", department=None,
            threshold=None, days=3, audience="managers", active=True,
        )  # fmt: skip
        load_edition()
        self.own_statement = make_own(by=self.users["manager"])
        # Published in October; the draft is September's.
        self.report = keep_report(vergunningen, files=[("pdf", b"%PDF-"), ("xlsx", b"PK")])
        self.draft_report = keep_report(vergunningen, date(2026, 9, 1), state="built")
        self.report_action = ReportAction.objects.create(
            report=self.report, department=vergunningen, text="Terugbellen", due_on=NOW.date(),
            owner=self.users["handler"], created_at=NOW, created_by=self.users["head"],
        )  # fmt: skip
        turn_on(
            by=admin, now=NOW, council_on=NOW.date(), council_reference="OR 2026-11",
            dpia_on=NOW.date(), dpia_reference="DPIA 4", purpose="Werk", kept_months=3,
            ends_on=None,
        )  # fmt: skip
        self.screen, _text = make_key(by=self.users["manager"], name="Hal", days=31, now=NOW)
        self.token, self.answer = self._asked()
        self.team = make_team()
        make_steps()
        following_loading.load()
        terms_loading.load()
        self.absence, _plan = hand_over(
            by=self.users["head"], person=self.users["handler"], to=[], until=None, now=NOW
        )

        self.group = self._group()
        self.settled = self._settled()
        self.deed = make_action(
            self.settled, by=self.users["manager"], department=ref.department["kcc"], owner=agent,
            kpi="fcr_pct", expected=70.0,
        )  # fmt: skip
        self.prepared, self.asking = self._rounds()
        self.shared = import_result(by=self.users["manager"], content=a_file(), now=NOW)

    def _group(self):
        """A round in consensus in which the agent and the board were asked."""
        asked = [(self.users["agent"], "kcc"), (self.users["board"], "management")]
        return make_round(
            "consensus", form="short", respondents=asked, by=self.users["manager"],
            answers=lambda number, code: 2 if code == "P1F2S1" else number * 3,
        )  # fmt: skip

    def _rounds(self):
        """A round that is prepared, and one in which the agent and the board still answer; the
        agent has given an own estimate."""
        agent, board = self.users["agent"], self.users["board"]
        values = {
            "by": self.users["manager"], "form": "short",
            "respondents": [(agent, "kcc"), (board, "management")],
        }  # fmt: skip
        asking = make_round("open", **values)
        respondent = asking.respondents.get(user=agent)
        guess = dict.fromkeys((each.slug for each in catalogue().pillars), 2)
        save_estimates(respondent=respondent, estimates=guess, by=agent, now=NOW)
        return make_round("draft", **values), asking

    def _settled(self):
        """A settled round of the organisation in which the agent took part."""
        asked = [(self.users["agent"], "kcc"), (self.users["board"], "management")]
        return make_round(
            "final", form="short", respondents=asked, by=self.users["manager"],
            answers=lambda _number, code: 3 if code[3] in "12" else 0,
        )  # fmt: skip

    def _merged(self, by):
        double = make_customer(given_name="H.", phones=("+31660000009",))
        return merge_customers(by=by, kept=self.customer, merged=double, now=NOW)

    def _to_destroy(self, by):
        case = make_closed_case(by=by, at=NOW - timedelta(days=800))
        destruction = draw_up(by=self.users["privacy"], until=NOW.date(), now=NOW)
        return destruction, destruction.items.get(case=case)

    def _asked(self):
        """The link of somebody who did not answer yet, and the answer of somebody else."""
        about = {"by": None, "kind": "contact", "language": "nl", "now": NOW}
        others = [make_contact(phone=f"+3161000000{each}", subject="BZ01") for each in (1, 2)]
        first, second = (print_link(pk=row.pk, **about) for row in others)
        reply(token=second[0], score=8, comment="Fijn geholpen.", sender="", now=NOW)
        return first[0], second[1]

    def _told(self, user):
        notify(user=user, key="toets", kind="test", text="Iets", now=NOW, url="/account/")
        return user.notifications.get(key="toets")

    def _row_of(self, name: str) -> str:
        """The id of some row of the model an admin page is about."""
        app, _, model = name.partition(":")[2].rpartition("_")[0].partition("_")
        if (app, model) not in [(each._meta.app_label, each._meta.model_name) for each in MODELS]:
            return "1"
        row = apps.get_model(app, model)._default_manager.first()
        return str(row.pk) if row else "1"

    def kwargs(self, name: str, route: str, names: list[str]) -> dict:
        """The arguments of a URL, by what it is about."""
        space = name.partition(":")[0]
        about = {
            "customers": self.customer,
            "customer": self.customer,
            "contacts": self.contact,
            "cases": self.case,
            "jobs": self.job,
        }.get(space)
        for start, thing in (
            ("contacts:callback", self.callback),
            ("contacts:callbacks-undo", self.batch),
            ("cases:undo", self.batch),
            ("cases:retention", self.destruction),
            ("views-", self.view),
            ("contacts:import", self.run),
            ("jobs:notification", self.message),
            ("contacts:absence", self.users["handler"]),
            ("contacts:absence-undo", self.absence),
            ("contacts:use-customer", self.customer),
            ("dashboard:telephony", self.telephony),
            ("dashboard:screen-", self.screen),
            ("dashboard:team", self.team),
            ("dashboard:alert", self.alert),
            ("maturity:own", self.own_statement),
            ("reports:", self.report),
            *((f"reports:{each}", self.draft_report) for each in DRAFTED),
            ("reports:action", self.report_action),
            ("reports:action-new", self.report),
            ("satisfaction:original", self.answer),
            ("satisfaction:print-contact", self.contact),
            ("satisfaction:print-callback", self.callback),
            ("satisfaction:print-case", self.case),
            ("maturity:result", self.settled),
            ("maturity:report", self.settled),
            ("maturity:share-", self.settled),
            *((f"maturity:{each}", self.settled) for each in ("plan", "targets", "suggestions")),
            ("maturity:action", self.deed),
            ("maturity:action-new", self.settled),
            ("maturity:consensus", self.group),
            ("maturity:fill", self.asking),
            ("maturity:round", self.prepared),
            ("maturity:round-remind", self.asking),
            ("maturity:round-consensus", self.asking),
            ("api:contact", self.contact),
            ("api:callback", self.callback),
            ("api:case", self.case),
            ("api:zaak", self.case),
            ("api:document", self.document),
            ("api:report", self.report),
            ("api:maturity-assessment", self.settled),
            ("api:maturity-action", self.deed),
        ):
            about = thing if name.startswith(start) else about
        public_id = getattr(about, "public_id", None)
        known = {
            "public_id": public_id,
            "id": self.users["agent"].pk if space == "admin" else public_id,
            "key": self.draft.key,
            "token": self.token,
            "item_id": self.item.public_id,
            "document_id": self.document.public_id,
            "task_id": self.task.public_id,
            "role_id": self.role.public_id,
            "link_id": self.link.public_id,
            "notice_id": self.notice.public_id,
            "extension": "pdf",
            "period": "2026-09",
            "kind": "departments",
            "position": 1,
            "figure": "questions",
            "side": "part",
            "slug": "vergunningen",
            "point_id": self.customer.contact_points.first().public_id,
            "merge_id": self.merge.public_id,
            "share_id": self.shared.share_id,
            "object_id": self._row_of(name),
            "content_type_id": "1",
            "app_label": "contacts",
            "url": "bestaat-niet",
        }
        if name.startswith(("maturity:consensus", "maturity:fill")):
            known |= {"slug": "prestaties", "pillar": "prestaties", "code": "P1F2S1"}
        if name == "api:case-type":
            known["id"] = "omgevingsvergunning"
        if name == "reports:period-readers":
            known["period"] = "2026-10"
        if name == "api:figure":
            known["id"] = "direct"
        return {each: known[each] for each in names}

    def address(self, name: str, route: str, names: list[str]) -> str:
        kwargs = self.kwargs(name, route, names)
        if name != route:
            return reverse(name, kwargs=kwargs)
        for each, value in kwargs.items():
            route = route.replace(f"<path:{each}>", value)
        return "/" + route.replace("(?P<url>.*)$", "bestaat-niet").replace("^", "bestaat-niet")
