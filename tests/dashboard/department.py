"""What the tests of the pages of a department share."""

from datetime import timedelta

from django.urls import reverse

from tests.factories import NOW, make_callback, make_case, make_reachable, make_team, reference


def url_of(slug="vergunningen", query="") -> str:
    return reverse("dashboard:department", args=[slug]) + (f"?{query}" if query else "")


def team_url(team) -> str:
    return reverse("dashboard:team", args=[team.department.slug, team.public_id])


def in_english(client):
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    return client


def tiles_of(response) -> dict:
    return {tile.slug: tile for tile in response.context["tiles"]}


def make_team_work():
    """A team with one callback that is late and one that is not, a case, and one kept promise."""
    vergunningen = reference().department["vergunningen"]
    make_reachable(vergunningen)
    team = make_team(vergunningen)
    for days, hours in ((9, -30), (1, 5)):
        make_callback(
            team=team, at=NOW - timedelta(days=days), due=NOW + timedelta(hours=hours),
            phone=f"+3166000{days:04d}",
        )  # fmt: skip
    case = make_case(department=vergunningen, at=NOW - timedelta(days=3))
    case.team = team
    case.save(update_fields=["team"])
    return team
