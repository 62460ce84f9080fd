"""The process that opens what strangers send: it can read one file and answer, nothing else."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from PIL import Image

from cases.documents import limited, looking
from cases.documents.content import JPEG, PDF, PNG, Refused
from kcc.lib.errors import DomainError
from tests.cases.documents.building import JAVASCRIPT, make_pdf, make_picture, png_that_says
from tests.cases.documents.corpus import HONEST, INERT, REFUSED

pytestmark = pytest.mark.once
# One of each way in; all of them are examined in test_documents_content.
SOME = ("brief.pdf", "bom.docx", "reus.png", "xxe.docx", "exe.eml", "diep.eml", "slot.pdf")


@pytest.fixture
def put(tmp_path):
    def put(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return put


@pytest.mark.parametrize("name", SOME)
def test_hostile_file_is_refused_by_the_process(put, name):
    content, why = REFUSED[name]
    with pytest.raises(Refused) as refused:
        looking.look(put(content))
    assert refused.value.why == why


@pytest.mark.parametrize("name", ["aanvraag.pdf", "foto.jpg", "brief.docx", "met-stukken.eml"])
def test_honest_file_is_known_by_the_process(put, name):
    content, kind = HONEST[name]
    assert looking.look(put(content)).kind == kind


def points(picture: bytes, tmp_path) -> Image.Image:
    path = tmp_path / "page.png"
    path.write_bytes(picture)
    with Image.open(path, formats=("PNG",)) as page:
        page.load()
        return page


def test_page_of_a_pdf_is_drawn(put, tmp_path):
    page = points(looking.draw(put(make_pdf(pages=2)), kind=PDF, page=2), tmp_path)
    assert page.size == (1200, 1699)
    # White paper with a line of text on it.
    assert page.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize("name", [name for name, (_, kind) in INERT.items() if kind == PDF])
def test_what_a_pdf_wants_to_run_is_not_in_its_picture(put, tmp_path, name):
    """The picture is the one of the same page without it: nothing ran, nothing was added."""
    plain = looking.draw(put(make_pdf()), kind=PDF, page=1)
    assert looking.draw(put(INERT[name][0]), kind=PDF, page=1) == plain


def test_picture_is_drawn_anew_without_what_was_hidden_in_it(put, tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "Kerkstraat 12"  # a description
    exif[0x0112] = 6  # to be turned a quarter
    content = make_picture("JPEG", (400, 300), exif=exif)
    assert b"Kerkstraat 12" in content
    assert looking.look(put(content)).kind == JPEG
    drawn = looking.draw(put(content), kind=JPEG, page=1)
    assert b"Kerkstraat" not in drawn
    page = points(drawn, tmp_path)
    assert (page.size, page.info) == ((300, 400), {})


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        *((mode, "PNG") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
        *((mode, "JPEG") for mode in ("L", "CMYK")),
        ("RGB", "MPO"),  # two pictures in one, as telephones make them
    ],
)
def test_every_way_to_write_a_picture_is_drawn(put, tmp_path, mode, form):
    """What a decoder needs is loaded before the limits; what it would load later, it cannot."""
    path, exif = tmp_path / "picture", Image.Exif()
    exif[0x011A] = 72.0
    picture = Image.new(mode, (30, 20))
    more = {"save_all": True, "append_images": [picture]} if form == "MPO" else {}
    picture.save(path, form, exif=exif, **more)
    kind = PNG if form == "PNG" else JPEG
    assert looking.look(path).kind == kind
    assert points(looking.draw(path, kind=kind, page=1), tmp_path).size == (30, 20)


def test_large_picture_becomes_a_small_one_and_glass_becomes_paper(put, tmp_path):
    out = tmp_path / "glass.png"
    Image.new("RGBA", (5000, 2500), (0, 0, 0, 0)).save(out)
    page = points(looking.draw(out, kind=PNG, page=1), tmp_path)
    assert (page.size, page.getpixel((5, 5))) == ((1200, 600), (255, 255, 255))


def test_a_page_that_is_not_there_is_refused(put):
    with pytest.raises(Refused) as refused:
        looking.draw(put(make_pdf()), kind=PDF, page=9)
    assert refused.value.why == "damaged"


def test_an_enormous_sheet_becomes_an_ordinary_picture(put, tmp_path):
    wide = make_pdf().replace(b"[0 0 595 842]", b"[0 0 9999 9]")
    assert points(looking.draw(put(wide), kind=PDF, page=1), tmp_path).size[0] <= 1201


def test_a_file_that_takes_too_long_is_given_up(put, monkeypatch):
    monkeypatch.setattr(looking, "PATIENCE", 0.01)
    with pytest.raises(Refused) as refused:
        looking.look(put(make_pdf()))
    assert refused.value.why == "too-heavy"


def test_nobody_waits_for_ever_for_a_place(put, monkeypatch):
    monkeypatch.setattr(looking, "WAIT", 0.01)
    taken = [looking._places.acquire(blocking=False) for _ in range(looking.AT_ONCE)]
    try:
        with pytest.raises(DomainError) as refused:
            looking.look(put(make_pdf()))
    finally:
        for _ in taken:
            looking._places.release()
    assert "Probeer het zo opnieuw" in str(refused.value)
    # And the places are free again.
    assert looking.look(put(make_pdf())).kind == PDF


# -- What the process cannot do -------------------------------------------------------------------

TRY = """
from cases.documents.limited import limit
limit()
try:
    {}
    print("could")
except BaseException as error:
    print(type(error).__name__)
"""


def attempt(line: str) -> str:
    """What becomes of it in a process with the limits."""
    ended = subprocess.run(
        [sys.executable, "-E", "-s", "-c", TRY.format(line)],
        cwd=settings.BASE_DIR,
        env={},
        capture_output=True,
        text=True,
    )
    return ended.stdout.strip() or f"ended with {ended.returncode}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("open('/etc/passwd')", "OSError"),
        ("open('/tmp/kcc-limited-test', 'w')", "OSError"),
        ("__import__('socket').socket()", "OSError"),
        ("__import__('os').pipe()", "OSError"),
        ("bytearray(2_000_000_000)", "MemoryError"),
    ],
)
def test_no_file_no_connection_and_no_more_memory(line, expected):
    # The names above are known by then, so that it is not their import that fails.
    assert attempt(line) == expected


def test_no_process_is_started_and_time_is_limited():
    limits = attempt(
        "import resource as of; print(*(of.getrlimit(what)[1]"
        " for what in (of.RLIMIT_CPU, of.RLIMIT_NPROC, of.RLIMIT_FSIZE)))"
    )
    assert limits.splitlines() == [f"{limited.SECONDS} 0 0", "could"]


def test_secrets_stay_with_the_application(put, monkeypatch):
    """The process gets no environment: not the keys, not the address of the database."""
    seen = {}

    def run(command, **values):
        seen.update(values, command=command)
        return subprocess.CompletedProcess(command, 0, stdout=b'{"kind": "x", "pages": 0}')

    monkeypatch.setattr(looking.subprocess, "run", run)
    looking.look(put(make_pdf()))
    assert (seen["env"], seen["command"][1:5]) == (
        {},
        ["-E", "-s", "-m", "cases.documents.limited"],
    )


def test_a_picture_that_lies_about_its_size_costs_little(put):
    start = time.perf_counter()
    with pytest.raises(Refused):
        looking.look(put(png_that_says(10_000, 10_000)))
    assert time.perf_counter() - start < 10


def test_an_answer_that_is_no_answer_is_not_believed(put, monkeypatch):
    monkeypatch.setattr(looking, "_run", lambda *_: b"<html>")
    with pytest.raises(Refused):
        looking.look(put(make_pdf()))
    with pytest.raises(Refused):
        looking.draw(put(JAVASCRIPT), kind=PDF, page=1)


def test_what_went_wrong_is_logged_without_what_was_in_the_file(put, monkeypatch, caplog):
    def run(command, **_values):
        errors = b"Traceback\n  in x\nValueError: H. de Wit, Kerkstraat 12"
        return subprocess.CompletedProcess(command, 1, stdout=b"", stderr=errors)

    monkeypatch.setattr(looking.subprocess, "run", run)
    with pytest.raises(Refused):
        looking.look(put(make_pdf()))
    assert [record.getMessage() for record in caplog.records] == [
        "Examining a file ended with ValueError"
    ]
    assert os.listdir(put(b"").parent) == ["file"]
