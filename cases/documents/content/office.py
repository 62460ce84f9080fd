"""ODT and DOCX: without macros, without other files inside, and fetching nothing from elsewhere."""

import re
from xml.parsers import expat

from cases.documents.content.kinds import DOCX, ODT, Refused, Why
from cases.documents.content.packed import entries
from cases.documents.content.signs import ZIP

OOXML = "application/vnd.openxmlformats-officedocument."
XLSX = f"{OOXML}spreadsheetml.sheet"
PPTX = f"{OOXML}presentationml.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
# What the main part of each calls itself.
MAIN_PARTS = {f"{kind}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
OPEN_DOCUMENT = frozenset({ODT, ODS, ODP})
OFFICE = frozenset({DOCX, XLSX, PPTX}) | OPEN_DOCUMENT

# Folders in which OpenDocument keeps programs.
SCRIPT_FOLDERS = ("basic/", "scripts/", "dialogs/")
# How a part of a DOCX is bound to the rest, by the last word of the relation.
MACRO_RELATIONS = frozenset(
    {"vbaProject", "wordVbaData", "keyMapCustomizations", "attachedToolbars"}
)
HIDDEN_RELATIONS = frozenset(
    {"oleObject", "control", "activeXControlBinary", "aFChunk", "subDocument", "externalLinkPath"}
)
DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
# A drive of the own computer, as in the template of a letter.
OWN_DISK = re.compile(r"file:(///|/)?(?!/)|[a-z]:[\\/]", re.IGNORECASE)
ELSEWHERE = re.compile(r"(https?|ftp|smb|file|ldap|dav):|//|\\\\", re.IGNORECASE)


def check(data: bytes, allowed, *, depth: int = 0) -> str:
    """The kind, one of `allowed`. Raises Refused."""
    kind = ""
    for number, (name, content) in enumerate(entries(data)):
        kind = _kind_so_far(kind, number, name, content)
        _check_place(name)
        if content.startswith(ZIP):
            _check_inside(content, name, depth)
        elif _is_markup(name, content):
            _Part(name).read(content)
    if kind not in allowed:
        raise Refused(Why.NOT_ALLOWED)
    return kind


def _kind_so_far(kind: str, number: int, name: str, content: bytes) -> str:
    if number == 0 and name == "mimetype":
        found = content.decode("ascii", "replace")
        return found if found in OPEN_DOCUMENT else kind
    if name == "[Content_Types].xml":
        parts = _Types()
        parts.read(content)
        # An OpenDocument file that is a Word file as well is neither.
        return "" if kind else parts.kind
    return kind


def _check_place(name: str) -> None:
    lower = name.lower()
    if lower.startswith(SCRIPT_FOLDERS) and not lower.endswith("/"):
        raise Refused(Why.MACROS)
    if "vbaproject" in lower or "vbadata" in lower:
        raise Refused(Why.MACROS)
    if "/activex/" in lower or "oleobject" in lower:
        raise Refused(Why.EMBEDDED)


def _check_inside(content: bytes, name: str, depth: int) -> None:
    """The figures behind a chart are a sheet inside the letter; nothing else is packed in it."""
    if depth or not name.lower().endswith((".xlsx", ".ods")):
        raise Refused(Why.EMBEDDED)
    check(content, {XLSX, ODS}, depth=depth + 1)


def _is_markup(name: str, content: bytes) -> bool:
    start = content[:64].lstrip(b"\xef\xbb\xbf\t\n\r ")
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return name.lower().endswith((".xml", ".rels", ".rdf")) or start.startswith(b"<") or utf16


class _Part:
    """One XML part: well formed, without a document type (no entities, nothing from elsewhere),
    without scripts and links that are followed by themselves."""

    def __init__(self, name: str):
        self.name = name
        # What a field of a letter computes may be cut in pieces.
        self.fields: list[str] = []
        self.in_field = False

    def read(self, content: bytes) -> None:
        if not content.strip():
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Refused(Why.DAMAGED) from error
        if DDE.search("".join(self.fields)):
            raise Refused(Why.REMOTE)

    def _document_type(self, *_):
        raise Refused(Why.HIDDEN)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _space, local = name.rpartition(" ")
        if local in ("script", "event-listener") or any(_handler(each) for each in attributes):
            raise Refused(Why.MACROS)
        if local == "encryption-data":
            raise Refused(Why.PROTECTED)
        if local in ("dde-connection-decl", "dde-source"):
            raise Refused(Why.REMOTE)
        if local == "Relationship" and space.endswith("/relationships"):
            _check_relation(attributes)
        self.in_field = local == "instrText"
        if local == "fldSimple":
            self.fields += [text for key, text in attributes.items() if key.endswith(" instr")]
        if local != "a":
            for key, target in attributes.items():
                if key.endswith("/xlink href") and _is_elsewhere(target):
                    raise Refused(Why.REMOTE)

    def _end(self, _name: str) -> None:
        self.in_field = False

    def _text(self, text: str) -> None:
        if self.in_field:
            self.fields.append(text)


class _Types(_Part):
    """[Content_Types].xml: what the parts of a DOCX are."""

    def __init__(self):
        super().__init__("[Content_Types].xml")
        self.kind = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        super()._start(name, attributes)
        said = attributes.get("ContentType", "")
        if "macroenabled" in said.lower() or "vbaproject" in said.lower():
            raise Refused(Why.MACROS)
        if said.endswith(("oleObject", "activeX+xml", "activeX")):
            raise Refused(Why.EMBEDDED)
        self.kind = self.kind or MAIN_PARTS.get(said, "")


def _handler(name: str) -> bool:
    """onload, onclick and their like, in a drawing."""
    return name.lower().startswith("on") and name.isalpha() and name.islower() and len(name) > 4


def _check_relation(attributes: dict[str, str]) -> None:
    relation = attributes.get("Type", "").rpartition("/")[2]
    if relation in MACRO_RELATIONS:
        raise Refused(Why.MACROS)
    if relation in HIDDEN_RELATIONS:
        raise Refused(Why.EMBEDDED)
    external = attributes.get("TargetMode", "").lower() == "external"
    if external and relation != "hyperlink" and _is_elsewhere(attributes.get("Target", "")):
        raise Refused(Why.REMOTE)


def _is_elsewhere(target: str) -> bool:
    """Opening the file would fetch this; a template on the writer's own disk is not fetched."""
    target = target.strip()
    return bool(ELSEWHERE.match(target)) and not OWN_DISK.match(target)
