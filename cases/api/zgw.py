"""Cases in the words of the Zaken API (ZGW 1.5), to read only: for an archive, a data warehouse or
another case system. What is related stands in the case instead of behind a link; lists have no
count."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from cases.api.data import PERSONAL, relatives, roles_of
from cases.api.views import TYPE_FILTER, CaseList, OneCase
from cases.belonging import knows
from cases.models import Case, ResultType
from kcc.audit.services import record
from kcc.lib.periods import local_day
from kcc.lib.rest import listing, page_schema
from kcc.lib.text import shorten
from kcc.organisation.access import WORKERS
from kcc.organisation.rest import FILTERS, PAGING

# Zaken API: omschrijving has at most 80 characters, toelichting a thousand.
SHORT, LONG = 80, 1000
NO_REASON = ""


class ZaaktypeData(serializers.Serializer):
    identificatie = serializers.CharField(source="slug")
    omschrijving = serializers.CharField(source="name")
    versie = serializers.IntegerField(source="version")


class StatusVanZaak(serializers.Serializer):
    statustype = serializers.CharField(source="name")
    volgnummer = serializers.IntegerField(source="order")
    isEindstatus = serializers.BooleanField(source="is_final")


class ResultaatData(serializers.Serializer):
    resultaattype = serializers.CharField(source="name")
    selectielijstklasse = serializers.CharField(source="selection_list")
    archiefnominatie = serializers.ChoiceField(ResultType.Archive.choices, source="archive")
    archiefactietermijn = serializers.CharField(source="retention")
    afleidingswijze = serializers.CharField(source="counts_from")


class OpschortingData(serializers.Serializer):
    indicatie = serializers.BooleanField()
    reden = serializers.CharField()


class VerlengingData(serializers.Serializer):
    reden = serializers.CharField()
    duur = serializers.CharField(help_text="ISO 8601, in days.")


class RolData(serializers.Serializer):
    """`betrokkene` is the id of the customer or colleague in KCC; what is known of it is asked
    there, by who may."""

    betrokkeneType = serializers.ChoiceField(
        ["natuurlijk_persoon", "niet_natuurlijk_persoon", "organisatorische_eenheid", "medewerker"]
    )
    omschrijvingGeneriek = serializers.CharField()
    betrokkene = serializers.CharField()
    roltoelichting = serializers.CharField()


class RelevanteZaak(serializers.Serializer):
    url = serializers.URLField()
    aardRelatie = serializers.CharField()


class EigenschapData(serializers.Serializer):
    naam = serializers.CharField()
    waarde = serializers.JSONField()


class ZaakData(serializers.Serializer):
    """A row of the list. What is personal is left out (empty) for who only oversees the work."""

    url = serializers.SerializerMethodField()
    uuid = serializers.UUIDField(source="public_id")
    identificatie = serializers.CharField(source="number")
    bronorganisatie = serializers.SerializerMethodField()
    omschrijving = serializers.SerializerMethodField()
    toelichting = serializers.SerializerMethodField()
    zaaktype = ZaaktypeData(source="case_type")
    registratiedatum = serializers.SerializerMethodField()
    startdatum = serializers.SerializerMethodField("get_registratiedatum")
    einddatum = serializers.SerializerMethodField()
    einddatumGepland = serializers.SerializerMethodField()
    uiterlijkeEinddatumAfdoening = serializers.DateField(source="due_on")
    vertrouwelijkheidaanduiding = serializers.CharField(source="confidentiality")
    verantwoordelijkeOrganisatie = serializers.SerializerMethodField("get_bronorganisatie")
    status = StatusVanZaak()
    resultaat = ResultaatData(source="result", allow_null=True)
    archiefnominatie = serializers.CharField(source="result.archive", allow_null=True, default=None)
    archiefstatus = serializers.SerializerMethodField()
    archiefactiedatum = serializers.DateField(source="archive_on", allow_null=True)

    def get_url(self, case) -> str:
        return address(self.context["request"], case)

    def get_bronorganisatie(self, case) -> str:
        return settings.ORGANISATION_RSIN

    def _personal(self, case, name) -> str:
        shown = name not in PERSONAL or getattr(case, "personal", True)
        return getattr(case, name) if shown else ""

    def get_omschrijving(self, case) -> str:
        return shorten(case.subject_name or case.case_type.name, SHORT)

    def get_toelichting(self, case) -> str:
        return self._personal(case, "description")[:LONG]

    def get_registratiedatum(self, case) -> str:
        return local_day(case.registered_at).isoformat()

    def get_einddatum(self, case) -> str | None:
        return local_day(case.closed_at).isoformat() if case.closed_at else None

    def get_einddatumGepland(self, case) -> str:
        return local_day(case.norm_due_at).isoformat()

    def get_archiefstatus(self, case) -> str:
        return "nog_te_archiveren"


class HeleZaakData(ZaakData):
    opschorting = OpschortingData()
    verlenging = VerlengingData(allow_null=True)
    rollen = RolData(many=True)
    eigenschappen = EigenschapData(many=True)
    hoofdzaak = serializers.URLField(allow_null=True)
    deelzaken = serializers.ListField(child=serializers.URLField())
    relevanteAndereZaken = RelevanteZaak(many=True)


def address(request, case) -> str:
    return reverse("api:zaak", kwargs={"id": case.public_id}, request=request)


class ZaakList(CaseList):
    """The same rows and filters as /cases."""

    http_method_names = ("get", "head")

    @extend_schema(
        operation_id="zaken_list",
        summary="Cases in the words of the Zaken API",
        parameters=[*FILTERS, TYPE_FILTER, *PAGING],
        responses=page_schema(ZaakData),
    )
    def get(self, request):
        """Filters as for /cases. Read only; without a count."""
        asked, context = self.asked(request), {"request": request}
        return listing(
            request, asked.found.select_related("result"), order=asked.order,
            as_data=lambda page: ZaakData(page, many=True, context=context).data,
        )  # fmt: skip


class ZaakDetail(OneCase):
    roles = {"GET": WORKERS}

    @extend_schema(
        operation_id="zaken_read",
        summary="One case in the words of the Zaken API",
        responses=HeleZaakData,
    )
    def get(self, request, id):
        """With roles, answers and related cases. The look is recorded in the audit log."""
        case = self.case(id)
        record(by=request.user, action="case.viewed", obj=case)
        data = ZaakData(case, context={"request": request}).data
        return Response(data | _related(case, request, **self.person))


def _related(case: Case, request, *, access, user) -> dict:
    """Seven statements at most."""
    suspension = next((row for row in case.suspensions.all() if row.resumed_on is None), None)
    extension, others = getattr(case, "extension", None), relatives(case, access, user)
    parent = others["parent"]
    return {
        "opschorting": {
            "indicatie": suspension is not None,
            "reden": suspension.get_reason_display() if suspension else NO_REASON,
        },
        "verlenging": extension and {
            "reden": extension.reason,
            "duur": f"P{(extension.due_after - extension.due_before).days}D",
        },
        "rollen": list(_roles(case, access)),
        "eigenschappen": [{"naam": key, "waarde": value} for key, value in case.details.items()],
        "hoofdzaak": address(request, parent) if parent else None,
        "deelzaken": [address(request, row) for row in others["parts"]],
        "relevanteAndereZaken": [
            {"url": address(request, link["case"]), "aardRelatie": link["relation"]}
            for link in others["links"]
        ],
    }  # fmt: skip


def _roles(case: Case, access):
    """Initiator, behandelaar and who else, as far as they are for these eyes; in ids and names of
    our own, not of the customer."""
    if case.customer and knows(case.customer, case, access):
        yield _role(_kind_of(case.customer), "initiator", case.customer.public_id)
    yield _role("organisatorische_eenheid", "behandelaar", case.department.slug)
    if case.handler:
        yield _role("medewerker", "behandelaar", case.handler.public_id)
    for role in roles_of(case, access):
        yield _role(_kind_of(role.customer), role.kind, role.customer.public_id, role.remark)


def _kind_of(customer) -> str:
    person = customer.kind == customer.Kind.PERSON
    return "natuurlijk_persoon" if person else "niet_natuurlijk_persoon"


def _role(kind: str, what: str, who, remark: str = "") -> dict:
    return {
        "betrokkeneType": kind,
        "omschrijvingGeneriek": what,
        "betrokkene": str(who),
        "roltoelichting": remark,
    }
