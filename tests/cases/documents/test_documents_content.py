"""What a file holds decides; hostile files are refused, or can do nothing."""

import pytest

from cases.documents.content import PDF, PNG, Found, Refused, Why
from cases.documents.content.examining import examine
from cases.documents.content.signs import runs
from cases.documents.sentences import SENTENCES
from tests.cases.documents.building import make_docx, make_pdf, make_picture
from tests.cases.documents.corpus import HONEST, INERT, REFUSED

pytestmark = pytest.mark.once


def test_the_corpus_is_large_enough():
    assert len(REFUSED) + len(INERT) >= 100


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused(name):
    content, why = REFUSED[name]
    with pytest.raises(Refused) as refused:
        examine(content)
    assert refused.value.why == why


@pytest.mark.parametrize("name", INERT | HONEST)
def test_harmless_file_is_known_by_what_it_holds(name):
    content, kind = (INERT | HONEST)[name]
    assert examine(content).kind == kind


def test_pages_are_counted():
    assert examine(make_pdf(pages=3)) == Found(PDF, pages=3)
    assert examine(make_picture()) == Found(PNG, pages=1)
    assert examine(make_docx()).pages == 0


@pytest.mark.parametrize("name", HONEST)
def test_half_a_file_is_never_let_in_as_something_else(name):
    """Cut off anywhere it is refused, or it still is what it was: a second picture behind a first
    one, an attachment of a mail."""
    content, kind = HONEST[name]
    for part in range(1, 8):
        try:
            found = examine(content[: len(content) * part // 8])
        except Refused:
            continue
        assert found.kind == kind


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Why)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rekening.pdf", False),
        ("rekening.PDF.EXE", True),
        ("rekening.exe . ", True),
        ("rekening.e\u200bxe", True),
        ("rekening\u202efdp.exe", True),
        ("exe", False),
        ("", False),
    ],
)
def test_a_name_that_promises_to_run(name, expected):
    assert runs(name) is expected
