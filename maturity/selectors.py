"""Questions that every part of the self-assessment asks."""

from maturity.models import Edition


def current_edition() -> Edition | None:
    """What a round that starts now asks; None before the start data was loaded."""
    return Edition.objects.order_by("-loaded_at", "-id").first()
