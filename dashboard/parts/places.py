"""Where a department stands: the share of its open work that is late, and its place by it."""

from django.utils.translation import gettext as _

from dashboard import figures, show
from dashboard.ranking import Place
from dashboard.show import Cell
from dashboard.standings import Standing


def late_cell(standing: Standing) -> Cell:
    late = standing.value(figures.OVERDUE)
    rating, share = late.rating, show.share(late)
    if not share:
        return show.text_cell("")
    return Cell(
        share,
        kind=str(rating or ""),
        word=show.rating_word(rating),
        value=show.rounded(100 * late.part / late.whole),
        note=place_text(standing.rank),
    )


def place_text(place: Place | None) -> str:
    """ "3rd of 12" in few letters; empty for who is not ranked."""
    if place is None:
        return ""
    return _("place %(place)s of %(of)s") % {"place": place.position, "of": place.of}
