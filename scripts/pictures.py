"""`make pictures`: the pictures of the README, taken from a fresh demo town.

Run with the computer's Python it prepares the town and starts a server; the second half, with the
project's own Python, is the browser.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import packages
import services
from children import Children, answers, clean_environment, free_port

PICTURES = packages.ROOT / "docs" / "images"
READY_WITHIN = 60  # seconds


def main() -> None:
    packages.ensure("requirements.txt", "requirements-dev.txt")
    with tempfile.TemporaryDirectory(prefix="kcc-pictures-") as folder, Children() as children:
        where = {"cwd": packages.ROOT, "env": demo_settings(Path(folder))}
        python = [str(packages.PYTHON)]
        if children.run("preparation", [*python, "scripts/demo.py", folder], **where):
            packages.stop("The demo could not be prepared; the lines above say why.")
        port = free_port()
        gunicorn = ["-m", "gunicorn", "kcc.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        gunicorn += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
        children.start("web server", [*python, *gunicorn], **where)
        url = f"http://127.0.0.1:{port}"
        wait_for(children, url)
        if children.run("browser", [*python, "scripts/pictures.py", url], **where):
            packages.stop("The pictures could not be taken; the lines above say why.")


def demo_settings(folder: Path) -> dict:
    return clean_environment(
        DEMO="1",
        DATABASE_URL=f"sqlite:///{folder / 'demo.sqlite3'}",
        MEDIA_ROOT=str(folder / "files"),
        STATIC_ROOT=str(folder / "static"),
        LOG_LEVEL="WARNING",
        DEMO_CONTACTS="3000",
        CHROMIUM=services.chromium(),
    )


def wait_for(children, url: str) -> None:
    latest = time.monotonic() + READY_WITHIN
    while not answers(url + "/livez"):
        if children.ended() or time.monotonic() > latest:
            packages.stop("The web server did not start; the lines above say why.")
        time.sleep(0.2)


# -- The browser --------------------------------------------------------------------------------


def take(url: str) -> None:
    sys.path.insert(0, str(packages.ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kcc.settings")
    # Playwright keeps an event loop in this thread, and Django then refuses every query here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django  # only after the path above is set

    django.setup()
    from playwright.sync_api import sync_playwright  # the second half only: a dev requirement

    PICTURES.mkdir(parents=True, exist_ok=True)
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=flags)
        agent_at_work(log_in(browser, url, "agent"), url)
        calling_back(log_in(browser, url, "handler"), url)
        carrying_a_case(log_in(browser, url, "handler"), url)
        following_a_case(browser, url)
        one_department(log_in(browser, url, "head"), url)
        side_by_side(log_in(browser, url, "manager"), url)
        a_report(log_in(browser, url, "manager"), url)
        a_mirror(log_in(browser, url, "board"), url)
        browser.close()


def log_in(browser, url: str, name: str):
    from kcc.organisation.demo import DEMO_PASSWORD  # only after django.setup()

    context = browser.new_context(
        viewport={"width": 1440, "height": 940},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{url}/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def agent_at_work(page, url: str) -> None:
    """A caller whose callback is late calls again about the same."""
    callback = late_callback()
    page.set_viewport_size({"width": 1440, "height": 1390})
    page.goto(f"{url}/contacts/new")
    page.fill("#id_phone", callback.phone)
    page.press("#id_phone", "Tab")
    page.wait_for_timeout(1500)
    known = page.locator("#contact button, #contact a").filter(
        has_text=callback.customer.family_name
    )
    if known.count():
        known.first.click()
        page.wait_for_timeout(1500)
    page.fill("#id_q0-subject", callback.question.subject.name)
    page.press("#id_q0-subject", "Tab")
    page.fill("#id_q0-note", "Wacht nog steeds. Was toegezegd dat er wordt teruggebeld.")
    page.check("#id_q0-category_2", force=True)
    page.wait_for_timeout(3000)
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / "agent.png")


def late_callback():
    """The one that came late most recently, of a customer we know."""
    from django.utils import timezone  # only after django.setup()

    from contacts.models import Callback  # only after django.setup()

    now = timezone.now()
    late = Callback.objects.open().filter(due_at__lt=now, customer__isnull=False)
    return late.select_related("customer", "question__subject").latest("due_at")


def calling_back(page, url: str) -> None:
    """The employee of a department, about to write down how the call went."""
    page.set_viewport_size({"width": 1440, "height": 1180})
    page.goto(f"{url}/contacts/callbacks/?state=mine&answer_by=phone&sort=-due")
    page.click("tbody th a")
    page.wait_for_load_state()
    page.keyboard.press("1")
    page.wait_for_timeout(600)
    page.screenshot(path=PICTURES / "callback.png")


def carrying_a_case(page, url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 1180})
    page.goto(f"{url}/cases/?state=mine")
    page.click("tbody th a")
    page.wait_for_load_state()
    page.wait_for_timeout(600)
    page.screenshot(path=PICTURES / "case.png")


def following_a_case(browser, url: str) -> None:
    """The citizen on a phone, with the number and code that the demo gives away."""
    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{url}/volg/")
    number, code = re.findall(r"Z-\d+-\d+|\w{5}-\w{5}", page.inner_text(".notice"))
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.click("main button.primary")
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / "follow.png")


def one_department(page, url: str) -> None:
    """Its figures, and what is open."""
    page.set_viewport_size({"width": 1440, "height": 1480})
    page.goto(f"{url}/dashboard/departments/vergunningen/")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "dashboard.png")


def side_by_side(page, url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 1560})
    page.goto(f"{url}/dashboard/?period=last_month")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "organisation.png")


def a_report(page, url: str) -> None:
    """The latest one of a department."""
    page.set_viewport_size({"width": 1440, "height": 1480})
    page.goto(f"{url}/reports/?place=vergunningen")
    page.locator("main th a").first.click()
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / "report.png")


def a_mirror(page, url: str) -> None:
    """The result of last year's self-assessment of the whole organisation."""
    page.set_viewport_size({"width": 1440, "height": 1180})
    page.goto(f"{url}/maturity/")
    page.get_by_role("link", name="december 2025").first.click()
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / "maturity.png")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        take(sys.argv[1])
    else:
        main()
