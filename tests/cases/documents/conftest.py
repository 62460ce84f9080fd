"""A case of vergunningen with a handler, and a folder of its own for the files."""

import pytest
from django.core.files.base import ContentFile

from cases.documents.services import add_document
from tests.cases.documents.building import make_pdf
from tests.factories import NOW, make_case, make_department, make_user


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where the files are."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def handler(db):
    return make_user("handler", department=make_department())


@pytest.fixture
def case(db):
    return make_case()


@pytest.fixture
def add(case, handler):
    """`add("aanvraag.pdf", content)`: a document of the case, added by its handler."""

    def add(name="aanvraag.pdf", content=None, *, case=case, by=handler, **values):
        content = make_pdf() if content is None else content
        return add_document(
            by=by, case=case, file=ContentFile(content, name=name), now=NOW, **values
        )

    return add


@pytest.fixture
def kept(folder):
    """`kept()`: the files that are there."""
    return lambda: sorted(path for path in folder.rglob("*") if path.is_file())
