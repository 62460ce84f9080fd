"""What a document is called, whatever the sender called it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.documents.content import EML, JPEG, PDF
from cases.documents.names import ENDINGS, clean_name

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("aanvraag.pdf", PDF, "aanvraag.pdf"),
        ("Aanvraag Wmo (2).PDF", PDF, "Aanvraag Wmo (2).PDF"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\a\\foto.jpeg", JPEG, "foto.jpeg"),
        ("rekening.exe", PDF, "rekening.exe.pdf"),
        ("rekening\u202efdp.exe", PDF, "rekeningfdp.exe.pdf"),
        ("a\0b\r\nc\x1b.pdf", PDF, "abc.pdf"),
        ("e\u0301e\u0301n.pdf", PDF, "één.pdf"),
        ('a"b<c>d|e?f*g%h:i.pdf', PDF, "a-b-c-d-e-f-g-h-i.pdf"),
        (".htaccess", PDF, "htaccess.pdf"),
        ("...", PDF, "document.pdf"),
        ("", PDF, "document.pdf"),
        (".pdf", PDF, "document.pdf"),
        ("CON.pdf", PDF, "document-CON.pdf"),
        ("x" * 500 + ".eml", EML, "x" * 120 + ".eml"),
    ],
)
def test_name_cannot_deceive(name, kind, expected):
    assert clean_name(name, kind) == expected


@given(st.text(max_size=300), st.sampled_from(sorted(ENDINGS)))
def test_any_name_becomes_a_safe_one(name, kind):
    clean = clean_name(name, kind)
    assert clean.rpartition(".")[2].lower() in ENDINGS[kind]
    assert len(clean) <= 150
    assert clean.isprintable()
    assert not set(clean) & set('/\\<>:"|?*%')
    assert not clean.startswith(".")
    assert clean_name(clean, kind) == clean
