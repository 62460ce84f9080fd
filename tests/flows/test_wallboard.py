"""A screen on the wall of the contact centre: a key typed once, numbers that keep themselves
current; and the reports of the telephone exchange."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dashboard.models import TelephonyHour, WallboardKey
from tests.factories import make_callback, make_contact, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEVISION = {"width": 1920, "height": 1080}


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


def make_key(new_page, axe) -> str:
    """As the manager does it."""
    page = new_page(make_user("manager", language="en"))
    page.goto(reverse("dashboard:screens"))
    axe(page)
    page.get_by_label("Which screen").fill("Floor 2")
    page.get_by_role("button", name="Make a key").click()
    text = page.locator(".code-once").inner_text()
    axe(page)
    page.reload()
    return text


def test_a_screen_is_hung_up_and_keeps_itself_current(new_page, axe, faults):
    # Given work, and a key that the manager made
    now = timezone.now()
    make_callback(due=now - timedelta(hours=2), at=now - timedelta(days=10))
    text = make_key(new_page, axe)

    # When it is typed on a screen, then the wall is there
    page = new_page(viewport=TELEVISION)
    page.clock.install(time=now)
    page.goto(reverse("wallboard:board"))
    axe(page)
    page.set_viewport_size(TELEVISION)
    page.locator("input[name=key]").fill(text.lower())
    page.keyboard.press("Enter")
    wall = page.locator("#wall .tile .big")
    expect(wall.first).to_have_text("1")
    axe(page)

    # And it all fits on one screen, with letters that can be read at five metres
    page.set_viewport_size(TELEVISION)
    page.reload()
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size == [1920, 1080]
    heights = page.eval_on_selector_all(
        "#wall :is(h2, h3, p, dt, b, span)",
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))",
    )
    assert min(heights) >= 32

    # When nothing happens, then the answer is a word
    with page.expect_response("**/wallboard/now/") as nothing:
        page.clock.run_for(16_000)
    assert nothing.value.status == 304

    # When somebody calls, then the wall says so by itself
    make_contact(at=now)
    page.evaluate("window.same = true")
    with page.expect_response("**/wallboard/now/") as something:
        page.clock.run_for(16_000)
    assert something.value.status == 200
    expect(page.locator(".wide .big")).to_have_text("1")
    assert page.evaluate("window.same") is True
    axe(page)

    # When the server is away, then old numbers do not look new; and it goes on by itself
    faults.allow(503)
    page.route("**/wallboard/now/", lambda route: route.fulfill(status=503))
    expect(page.locator(".lost")).to_have_text("")
    for _round in range(6):
        with page.expect_response("**/wallboard/now/"):
            page.clock.run_for(16_000)
    expect(page.locator(".lost")).not_to_have_text("")
    axe(page)
    page.unroute("**/wallboard/now/")
    with page.expect_response("**/wallboard/now/"):
        page.clock.run_for(16_000)
    expect(page.locator(".lost")).to_have_text("")

    # When the key is withdrawn, then the screen asks for one
    faults.allow(401)
    WallboardKey.objects.update(revoked_at=now)
    page.clock.run_for(16_000)
    page.locator("input[name=key]").wait_for()


def test_the_wall_works_without_javascript(new_page):
    make_callback(due=timezone.now() - timedelta(hours=2), at=timezone.now() - timedelta(days=10))
    page = new_page(make_user("agent", language="en"), java_script_enabled=False)
    page.goto(reverse("wallboard:board"))
    assert page.locator("#wall .tile .big").first.inner_text() == "1"
    make_callback(due=timezone.now() - timedelta(hours=1), at=timezone.now() - timedelta(days=9))
    page.get_by_role("link", name="Refresh this page").click()
    expect(page.locator("#wall .tile .big").first).to_have_text("2")


@pytest.mark.parametrize("size", [(3840, 2160), (1366, 768), (1180, 820)])
def test_the_wall_fits_every_screen(new_page, size):
    now = timezone.now()
    for channel in ("telefoon", "balie", "e-mail"):
        make_contact(at=now, channel=channel)
    make_callback(due=now - timedelta(hours=2), at=now - timedelta(days=100))
    page = new_page(make_user("agent"), viewport={"width": size[0], "height": size[1]})
    page.goto(reverse("wallboard:board"))
    found = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert tuple(found) == size


REPORT = (
    "datum;uur;aangeboden;beantwoord;binnen norm;afgehaakt;wachttijd\n"
    "2026-09-07;09:00;40;36;30;4;720\n"
    "2026-09-07;10:00;20;18;18;2;180\n"
)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_of_the_telephone_exchange_is_read(new_page, axe, faults, tmp_path, javascript):
    # Given a report with a row that cannot be read
    file = tmp_path / "september.csv"
    file.write_text(REPORT + "gisteren;9;1;1;1;0;5\n")
    page = new_page(make_user("manager", language="en"), java_script_enabled=javascript)
    page.goto(reverse("dashboard:telephony"))
    faults.allow(422)

    # When it is uploaded, then the page names the line
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload and look").click()
    row = page.get_by_role("row").filter(has_text="Write the day as")
    assert row.get_by_role("cell").first.inner_text().split()[-1] == "4"
    assert TelephonyHour.objects.count() == 0

    # When it was mended, then it is seen before it is read
    file.write_text(REPORT)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_text("Nothing is written yet.").wait_for()
    if javascript:
        axe(page)
    assert TelephonyHour.objects.count() == 0
    page.get_by_role("button", name="Read these hours").click()
    page.get_by_text("2 hours were read.").wait_for()
    assert TelephonyHour.objects.count() == 2
    if javascript:
        axe(page)
