"""{% kept name=value … %}: a piece of a page that depends on nothing but what it names.
{% kept_for key … %}: a piece that sees the whole page, when its key holds all it depends on.
{% preprinted … %}: a piece with gaps for what was typed (kcc.lib.preprint)."""

from django import template
from django.template.base import token_kwargs
from django.urls import get_script_prefix
from django.utils.functional import LazyObject, Promise, empty
from django.utils.translation import get_language

from kcc.lib.kept import Shelf
from kcc.lib.preprint import cut, gap

register = template.Library()
# By what it named; a piece that is named by more than this should not be kept.
MOST = 500


class KeptNode(template.Node):
    """Written once in each process for each language and for each set of values.

    The piece sees these values and nothing else of the page, so it cannot show what belongs to
    another request: what it needs and does not name is missing the first time somebody looks.
    """

    def __init__(self, nodelist, named):
        self.nodelist, self.named = nodelist, named
        self.written: Shelf[tuple, str] = Shelf(MOST)

    def render(self, context):
        values = {name: _itself(value.resolve(context)) for name, value in self.named.items()}
        # With its kind: a text that is safe HTML is equal to the same text that is not.
        kinds = ((type(value), value) for value in values.values())
        key = (get_language(), get_script_prefix(), context.autoescape, *kinds)
        return self.written.of(key, lambda: self._write(values, context))

    def _write(self, values, context) -> str:
        alone = template.Context(values, autoescape=context.autoescape)
        with alone.bind_template(context.template):
            return self.nodelist.render(alone)


def _itself(value):
    """Not what stands for it: that may hold on to a whole request."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, LazyObject):
        if value._wrapped is empty:
            value._setup()
        return value._wrapped
    return value


@register.tag
def kept(parser, token):
    """Values are texts, numbers or other things that stay what they are."""
    bits = token.split_contents()[1:]
    named = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("kept takes name=value only.")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, named)


# Of pieces that see the whole page, some as large as a form.
FEW = 200


class KeptForNode(template.Node):
    def __init__(self, nodelist, key):
        self.nodelist, self.key = nodelist, key
        self.written: Shelf[tuple, str] = Shelf(FEW)

    def render(self, context):
        values = tuple(_itself(value.resolve(context)) for value in self.key)
        if not values[0]:
            return self.nodelist.render(context)
        key = (get_language(), get_script_prefix(), *((type(value), value) for value in values))
        return self.written.of(key, lambda: self.nodelist.render(context))


@register.tag
def kept_for(parser, token):
    """The first value is made for this, by who knows what the piece shows; without it the piece is
    written anew. Needs a test that compares pages with and without."""
    key = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if not key:
        raise template.TemplateSyntaxError("kept_for takes a key.")
    nodelist = parser.parse(("endkept_for",))
    parser.delete_first_token()
    return KeptForNode(nodelist, key)


# In what a piece is printed with: the nodes that are written anew each time.
ANEW = "_anew"


class PreprintedNode(template.Node):
    def __init__(self, nodelist, preprint, named):
        self.nodelist, self.preprint, self.named = nodelist, preprint, named
        self.printed: Shelf[tuple, list] = Shelf(FEW)

    def render(self, context):
        preprint = self.preprint.resolve(context)
        values = {name: _itself(value.resolve(context)) for name, value in self.named.items()}
        if not preprint:
            with context.push(**values):
                return self.nodelist.render(context)
        kinds = ((type(value), value) for value in values.values())
        key = (get_language(), get_script_prefix(), preprint.key, *kinds)
        parts = self.printed.of(key, lambda: self._print(preprint, values, context))
        return "".join(
            part
            if isinstance(part, str)
            else part.nodelist.render(context)
            if isinstance(part, AnewNode)
            else part.filled(preprint.typed)
            for part in parts
        )

    def _print(self, preprint, values, context) -> list:
        anew: list[AnewNode] = []
        alone = template.Context({**preprint.print_with(gap), **values, ANEW: anew})
        with alone.bind_template(context.template):
            parts = cut(self.nodelist.render(alone))
        return [_place(part, anew) for part in parts]


def _place(part, anew: list):
    """The node that is written anew in this gap, if any."""
    if isinstance(part, str) or not part.name.startswith("#"):
        return part
    return anew[int(part.name[1:])]


class AnewNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        anew = context.get(ANEW)
        if anew is None:
            return self.nodelist.render(context)
        anew.append(self)
        return gap(f"#{len(anew) - 1}")


@register.tag
def preprinted(parser, token):
    """{% preprinted preprint name=value … %}: the piece sees what the preprint gives and the values
    that are named; without a preprint it is written anew and sees the whole page."""
    _tag, preprint, *bits = token.split_contents()
    named = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("preprinted takes a preprint, then name=value only.")
    nodelist = parser.parse(("endpreprinted",))
    parser.delete_first_token()
    return PreprintedNode(nodelist, parser.compile_filter(preprint), named)


@register.tag
def anew(parser, token):
    """In a piece that is printed: this part is of the request, and sees the whole page."""
    nodelist = parser.parse(("endanew",))
    parser.delete_first_token()
    return AnewNode(nodelist)
