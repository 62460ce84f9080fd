"""The tags of a PDF, as a screen reader finds them."""

import io
from dataclasses import dataclass, field

import pikepdf
import pypdfium2


@dataclass
class Tag:
    """`attributes` are those of all owners together; `kids` the tags in it."""

    name: str
    title: str
    alt: str
    attributes: dict
    kids: list["Tag"] = field(default_factory=list)

    def all(self, *names: str) -> list["Tag"]:
        """Itself and what is in it, in the order of reading; only of these names if any."""
        found = [self] if not names or self.name in names else []
        return found + [each for kid in self.kids for each in kid.all(*names)]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def tags_of(pdf: bytes) -> Tag:
    with opened(pdf) as file:
        return _tag(_kids(file.Root.StructTreeRoot)[0])


def _tag(node) -> Tag:
    return Tag(
        name=str(node.S).strip("/"),
        title=str(node.get("/T", "")),
        alt=str(node.get("/Alt", "")),
        attributes=_attributes(node),
        kids=[_tag(each) for each in _kids(node)],
    )


def _kids(node) -> list:
    found = node.get("/K", None)
    found = list(found) if isinstance(found, pikepdf.Array) else [found]
    return [each for each in found if isinstance(each, pikepdf.Dictionary) and "/S" in each]


def _attributes(node) -> dict:
    found = node.get("/A", None)
    if found is None:
        return {}
    owners = list(found) if isinstance(found, pikepdf.Array) else [found]
    return {
        name.strip("/"): [str(each) for each in value]
        if isinstance(value, pikepdf.Array)
        else str(value).strip("/")
        for owner in owners
        for name, value in owner.items()
    }


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in one line."""
    with pypdfium2.PdfDocument(pdf) as file:
        texts = [page.get_textpage().get_text_bounded() for page in file]
    return [" ".join(text.replace("\ufffe", "").split()) for text in texts]
