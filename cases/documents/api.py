"""The documents of a case over the API: the same rules as on screen."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from cases.documents import files, services
from cases.documents.answering import as_file
from cases.documents.selectors import documents_of, visible_document
from cases.documents.uploading import limit_upload
from cases.models import Case, CaseDocument
from cases.reaching import find
from kcc.lib.errors import DomainError
from kcc.lib.rest import Moment, NumberData, PersonData
from kcc.organisation.access import WORKERS
from kcc.organisation.rest import ApiView


class DocumentData(serializers.Serializer):
    """A document in the file of a case."""

    id = serializers.UUIDField(source="public_id")
    case = NumberData()
    name = serializers.CharField()
    description = serializers.CharField()
    direction = serializers.ChoiceField(CaseDocument.Direction.choices)
    kind = serializers.CharField(help_text="By what it holds: application/pdf, image/png, …")
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    addedAt = Moment(source="added_at")
    addedBy = PersonData(source="added_by", allow_null=True)


class DocumentList(serializers.Serializer):
    results = DocumentData(many=True)


class DocumentIn(serializers.Serializer):
    file = serializers.FileField(
        allow_empty_file=True, help_text="PDF, PNG, JPG, ODT, DOCX or EML, by what it holds."
    )
    description = serializers.CharField(max_length=200, allow_blank=True, default="")
    direction = serializers.ChoiceField(
        CaseDocument.Direction.choices, default=CaseDocument.Direction.IN
    )


class RemoveIn(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class CaseDocuments(ApiView):
    roles = dict.fromkeys(("GET", "POST"), WORKERS)
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request, *args, **kwargs):
        # Before whoever asks for the first field.
        limit_upload(request)
        return super().initialize_request(request, *args, **kwargs)

    @property
    def most_bytes(self) -> int:
        return super().most_bytes + files.most_bytes()

    def _case(self, id) -> Case:
        return find(self.request, id)

    @extend_schema(
        operation_id="case_documents_list", summary="Documents of a case", responses=DocumentList
    )
    def get(self, request, id):
        """Newest first; all of them at once."""
        case = self._case(id)
        found = [paper.document for paper in documents_of(case, **self.person)]
        for document in found:
            document.case = case
        return Response(DocumentList({"results": found}).data)

    @extend_schema(
        operation_id="case_documents_add",
        summary="Add a document to a case",
        request={"multipart/form-data": DocumentIn},
        responses={201: DocumentData},
    )
    def post(self, request, id):
        """One file, as multipart/form-data. What it is, is seen from what it holds; a file that is
        refused is not kept. The same file twice is refused with the code `exists`."""
        case, typed = self._case(id), DocumentIn(data=request.data)
        # The rest of the request is read before it is known.
        valid = typed.is_valid()
        if request._request.file_too_large:
            raise files.too_large()
        if not valid:
            raise ValidationError(typed.errors)
        document = services.add_document(
            by=request.user, case=case, now=timezone.now(), **typed.validated_data
        )
        location = request.build_absolute_uri(f"/api/v1/documents/{document.public_id}")
        return Response(DocumentData(document).data, status=201, headers={"Location": location})


class DocumentView(ApiView):
    def document(self, id) -> CaseDocument:
        try:
            return visible_document(id, **self.person)
        except CaseDocument.DoesNotExist as error:
            raise Http404 from error


class DocumentDetail(DocumentView):
    roles = {"GET": WORKERS}

    @extend_schema(
        operation_id="documents_read", summary="About one document", responses=DocumentData
    )
    def get(self, request, id):
        """What is known of it, without the file."""
        return Response(DocumentData(self.document(id)).data)


class DocumentContent(DocumentView):
    roles = {"GET": WORKERS}

    @extend_schema(
        operation_id="documents_content",
        summary="The file itself",
        responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request, id):
        """The look is recorded in the audit log."""
        document = self.document(id)
        try:
            file = services.open_document(by=request.user, document=document, now=timezone.now())
        except DomainError as error:
            raise Http404(_("The file of this document is not there.")) from error
        return as_file(file, document)


class DocumentRemove(DocumentView):
    roles = {"POST": WORKERS}

    @extend_schema(
        operation_id="documents_remove",
        summary="Remove a document for good",
        request=RemoveIn,
        responses={204: None},
    )
    def post(self, request, id):
        """The department may, and others what they added themselves; the reason stays in the
        timeline."""
        document, typed = self.document(id), RemoveIn(data=request.data)
        typed.is_valid(raise_exception=True)
        services.remove_document(
            by=request.user,
            case=document.case,
            document=document,
            reason=typed.validated_data["reason"],
            now=timezone.now(),
        )
        return Response(status=204)
