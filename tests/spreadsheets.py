"""Reading back what was exported, with the parsers of the standard library only."""

import csv
import io
import re
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# The beginning of time in a spreadsheet.
EPOCH = datetime(1899, 12, 30)


def parse(xml: bytes):
    return ElementTree.fromstring(xml)  # noqa: S314 - we wrote it ourselves


def read_sheet(content: bytes, kind: str) -> list[list]:
    """The cells as text, moments to the minute and days as 2026-11-24; numbers as numbers."""
    return {"csv": _csv, "xlsx": _xlsx, "ods": _ods}[kind](content)


def _csv(content: bytes) -> list[list]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def _xlsx(content: bytes) -> list[list]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        page = parse(book.read("xl/worksheets/sheet1.xml"))
        styles = _styles(parse(book.read("xl/styles.xml")))
    width = max((len(row) for row in page.iter(f"{MAIN}row")), default=0)
    return [_row(row, styles, width) for row in page.iter(f"{MAIN}row")]


def _styles(sheet) -> list[str]:
    formats = {each.get("numFmtId"): each.get("formatCode") for each in sheet.iter(f"{MAIN}numFmt")}
    return [formats.get(each.get("numFmtId"), "") for each in sheet.find(f"{MAIN}cellXfs")]


def _row(row, styles, width) -> list:
    cells = [""] * width
    for cell in row:
        assert cell.find(f"{MAIN}f") is None, "a formula"
        column = ord(cell.get("r")[0]) - ord("A")
        if cell.get("t") == "inlineStr":
            text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
            # How XML says what it cannot hold: _x000D_ is a carriage return.
            cells[column] = re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), text)
        elif (value := cell.find(f"{MAIN}v")) is not None:
            cells[column] = _number(float(value.text), styles[int(cell.get("s", 0))])
    return cells


def _number(value: float, style: str):
    if not style:
        return value
    moment = EPOCH + timedelta(seconds=round(value * 86400))
    return f"{moment:%Y-%m-%d %H:%M}" if "h" in style else f"{moment:%Y-%m-%d}"


def _ods(content: bytes) -> list[list]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = parse(archive.read("content.xml"))
    return [
        [_cell(cell) for cell in row.iter(f"{TABLE}table-cell")]
        for row in page.iter(f"{TABLE}table-row")
    ]


def _cell(cell):
    assert cell.get(f"{TABLE}formula") is None, "a formula"
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "float":
        return float(cell.get(f"{OFFICE}value"))
    if kind == "date":
        value = cell.get(f"{OFFICE}date-value")
        return value[:16].replace("T", " ")
    return "\n".join(part.text or "" for part in cell.iter(f"{TEXT}p"))
