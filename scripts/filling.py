"""The fields of a form on a page, as a browser would send them. Standard library only."""

from html.parser import HTMLParser

# A button is sent when it is pressed only; the others hold no value to send.
NEVER = ("submit", "button", "image", "reset", "file")


def fields_of(html: str, form: str) -> dict[str, str]:
    """By name, of the form with this id; of more boxes with one name the last one."""
    reader = _Reader(form)
    reader.feed(html)
    return reader.fields


class _Reader(HTMLParser):
    def __init__(self, form: str):
        super().__init__()
        self.form, self.inside = form, False
        self.fields: dict[str, str] = {}
        self.select = self.text = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("id") == self.form
        if not self.inside or "disabled" in said:
            return
        name = said.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            # The first one, unless another one is chosen.
            if "selected" in said or self.select not in self.fields:
                self.fields[self.select] = said.get("value") or ""
        elif tag == "textarea":
            self.text = name
            self.fields[name] = ""
        elif tag == "input" and name:
            self._input(name, said)

    def _input(self, name, said):
        kind = said.get("type") or "text"
        if kind in NEVER or (kind in ("checkbox", "radio") and "checked" not in said):
            return
        self.fields[name] = said.get("value") or ("on" if kind == "checkbox" else "")

    def handle_data(self, data):
        if self.text:
            self.fields[self.text] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.text = ""
        elif tag == "form":
            self.inside = False
