"""A spreadsheet in OpenDocument (ODF 1.3), written row by row: the format of the Dutch list of
mandatory open standards.

The file is a ZIP: first `mimetype`, stored as it is, so that programs know the file by its first
bytes; then the contents and the list of what is in it.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

MIME = "application/vnd.oasis.opendocument.spreadsheet"
# What XML 1.0 cannot hold, not even escaped.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" \
manifest:media-type="{MIME}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
START = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" \
xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">
<office:automatic-styles>
<number:date-style style:name="N1">\
<number:year number:style="long"/><number:text>-</number:text>\
<number:month number:style="long"/><number:text>-</number:text>\
<number:day number:style="long"/></number:date-style>
<number:date-style style:name="N2">\
<number:year number:style="long"/><number:text>-</number:text>\
<number:month number:style="long"/><number:text>-</number:text>\
<number:day number:style="long"/><number:text> </number:text>\
<number:hours number:style="long"/><number:text>:</number:text>\
<number:minutes number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="moment" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="head" style:family="table-cell">\
<style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
"""
END = "</office:spreadsheet></office:body></office:document-content>\n"


def write_ods(file, head: Sequence[str], pages: Iterable[Iterable[Sequence]], *, title: str):
    """Write to a file that can be sought in. Moments are naive: they are what the clock says."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME, compress_type=zipfile.ZIP_STORED)
        # Its size is not known beforehand, and may be more than two gigabytes.
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(START.encode())
            for number, lines in enumerate(pages, start=1):
                name = title if number == 1 else f"{title} {number}"
                content.write(f"<table:table table:name={quoteattr(_clean(name))}>\n".encode())
                content.write(_row(head, ' table:style-name="head"').encode())
                for line in lines:
                    content.write(_row(line).encode())
                content.write(b"</table:table>\n")
            content.write(END.encode())
        archive.writestr("META-INF/manifest.xml", MANIFEST)


def _row(line: Sequence, style: str = "") -> str:
    return f"<table:table-row>{''.join(_cell(cell, style) for cell in line)}</table:table-row>\n"


def _cell(value, style: str) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = "true" if value else "false"
        return _valued("boolean", "boolean-value", word, style)
    if isinstance(value, int | float | Decimal):
        return _valued("float", "value", str(value), style)
    if isinstance(value, datetime):
        return _valued("date", "date-value", f"{value:%Y-%m-%dT%H:%M:%S}", _styled("moment"))
    if isinstance(value, date):
        return _valued("date", "date-value", value.isoformat(), _styled("day"))
    lines = "</text:p><text:p>".join(escape(part) for part in _clean(str(value)).split("\n"))
    return (
        f'<table:table-cell office:value-type="string"{style}>'
        f"<text:p>{lines}</text:p></table:table-cell>"
    )


def _styled(name: str) -> str:
    return f' table:style-name="{name}"'


def _valued(kind: str, attribute: str, value: str, style: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"{style}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def _clean(text: str) -> str:
    return ILLEGAL.sub("", text)
