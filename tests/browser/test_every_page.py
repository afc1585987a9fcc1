"""Every page that somebody can open, on a phone and on a desk: for screen readers, keyboards, narrow screens, and no dead end.

Pages are found, not listed: each address of `doors.DOORS` that answers the viewer with a page is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import signing
from django.http import Http404
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.faces.portal.views import SALT
from minqing.ground.journal import PROGRAM
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting, Role
from minqing.readings.figures.catalogue import FIGURES
from tests.browser.conftest import PATIENCE
from tests.doors import address, every
from tests.full_world import Full, fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = ((390, 844), (1440, 900))
# A worker, a clerk, the county, the administrator, a member, and a resident without an account: in two parts of the same length.
VIEWERS = {"village": ("weichanghe", "dangyuan", ""), "above": ("zhouqiming", "hanxue", "wangguan")}
MOVERS = ("weichanghe", "zhouqiming")
# Refusals are pages as well: one of the desk, one of the residents' side.
REFUSED = ("/staff/not-there/", "/p/000000000000/")
AXE = {"resultTypes": ["violations"], "preload": False}
# What one look at a page finds out.
LOOK = """() => {
  const shown = (one) => one.checkVisibility();
  const first = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex]")]
    .find((one) => one.tabIndex >= 0 && !one.disabled && shown(one));
  const skips = first && first.matches(".skip");
  if (skips) first.focus();
  const box = skips ? first.getBoundingClientRect() : {top: -1, height: 0};
  const wide = document.documentElement.scrollWidth - innerWidth;
  const words = {
    skip: skips && document.activeElement === first && box.top >= 0 && box.height > 20,
    target: skips && document.querySelector(first.getAttribute("href")) !== null,
    headings: [...document.querySelectorAll("h1")].filter(shown).length,
    wide,
    widest: wide <= 0 ? "" : [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(-1).map((one) => one.outerHTML.slice(0, 120)).join(""),
    links: [...document.querySelectorAll("a[href]")].map((one) => one.getAttribute("href")),
    shapes: [...new Set([...document.querySelectorAll("body *")].filter(shown).map((one) => [
      one.parentElement.localName, one.parentElement.className, one.localName, one.className,
      one.getAttributeNames().sort(), one.getAttribute("role"), one.textContent.trim() !== ""].join(" "))),
      [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown).map((one) => one.localName).join(" ")],
    buttons: [...document.querySelectorAll("button:not([type])")].filter((one) => !one.form).length,
  };
  if (skips) first.blur();
  return words;
}"""
# What a page does for a desk when it opens (fold.js), for one that opened narrow and was made wide; then its charts are drawn anew.
WIDEN = """() => {
  document.querySelectorAll("details[data-open-on-desk]").forEach((fold) => { fold.open = true; });
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@dataclass
class Walk:
    """What one viewer met, and the answers to what was asked for already."""

    wrong: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)


@dataclass
class Looked:
    """What was looked at already, whoever saw it: kinds of elements and rows of headings, by size; links."""

    shapes: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    pages: int = 0
    by_axe: int = 0
    tried: int = 0


def by_axe(page: Any) -> list[str]:
    """What axe-core finds, each with the first elements that have it."""
    found = []
    for violation in Axe().run(page, options=AXE).response["violations"]:
        where = "; ".join(node["html"][:160] + " @ " + " ".join(map(str, node["target"])) for node in violation["nodes"][:3])
        found.append(f"{violation['id']} ({violation['impact']}): {where}")
    return found


@pytest.fixture
def full(world: World, tmp_path: Any) -> Full:
    for place, role in ((cast.ANSHI, "member"),):
        Posting.objects.post(
            user=world.users["dangyuan"], place=Place.objects.get(pk=place), role=Role.objects.get(pk=role), title="在职党员",
            by=PROGRAM, on=date(2023, 1, 1),
        )  # fmt: skip
    return fill(world, tmp_path, timezone.localdate())


def addresses(full: Full) -> Iterator[str]:
    """One address of each route, and the faces that some of them have besides."""
    for name, door in every():
        if name not in ("sign-out", "home"):
            yield address(name, door, full.records)
    # One figure of each sort: a sum and a share, of each group of the board.
    for key in {(figure.group, type(figure)): key for key, figure in FIGURES.items()}.values():
        yield reverse("figures:figure", args=[key])
    village, need, home = cast.ZHONGXIANG, full.records["need"], full.records["home"]
    yield f"{reverse('matters:list')}?id={need}"
    yield f"{reverse('matters:list')}?phase=done"
    yield f"{reverse('matters:list')}?q=没有这样的事"
    yield f"{reverse('people:list')}?q=没有这样的人"
    yield f"{reverse('search')}?q=李桂兰"
    yield f"{reverse('proposals:note')}?household={home}"
    yield f"{reverse('matters:new')}?household={home}"
    yield f"{reverse('visits:promises')}?all=1"
    yield f"{reverse('figures:board')}?place={village}&against=before"
    yield reverse("portal:kept", args=[village, signing.dumps(str(need), salt=SALT)])
    yield reverse("portal:ask", args=[village, "wish"])
    yield f"{reverse('portal:find')}?q=中香"
    yield f"{reverse('portal:village', args=[village])}?print=large"
    yield reverse("portal:village", args=[village]) + "?nothing=here"


def stories(full: Full) -> Iterator[str]:
    """A need and a wish in each of their states, for those who move them on."""
    for matter in full.matters.values():
        yield reverse("matters:page", args=[matter.pk])


def is_page(client: Client, url: str) -> bool:
    """Whether an address answers with a whole page; a part that a page fetches for itself is looked at where it stands."""
    answer = client.get(url)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and b"<html" in answer.content


@contextmanager
def window(chromium: Any, live_server: Any, client: Client, walk: Walk) -> Iterator[Any]:
    """A page of one viewer that writes down what the browser complains of."""
    context = chromium.new_context(base_url=live_server.url, has_touch=True, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    if "sessionid" in client.cookies:
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()

    def complain(words: str) -> None:
        walk.wrong.append(f"{urlsplit(page.url).path}: {words}")

    def refused(url: str) -> bool:
        return urlsplit(url).path in REFUSED

    def failed(request: Any) -> None:
        # Going on to the next page breaks off what the last one still fetched, its icon above all.
        if request.failure != "net::ERR_ABORTED":
            complain(f"{request.url} {request.failure}")

    def answered(answer: Any) -> None:
        if answer.status >= 400 and not refused(answer.url):
            complain(f"{answer.url} {answer.status}")

    page.on("console", lambda said: complain(said.text) if said.type == "error" and not refused(said.location["url"]) else None)
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("requestfailed", failed)
    page.on("response", answered)
    yield page
    context.close()


def look(page: Any, url: str, walk: Walk, looked: Looked) -> None:
    """All that must hold of a page, wherever it is: opened on a phone, then made as wide as a desk."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if width == SIZES[0][0]:
            page.goto(url)
        else:
            page.evaluate(WIDEN)
        look_at(page, url, width, walk, looked)
    walk.opened.add(url)


def look_at(page: Any, url: str, width: int, walk: Walk, looked: Looked) -> None:
    seen = page.evaluate(LOOK)
    looked.pages += 1
    found = [
        "the skip link is not first, or not seen on focus, or leads nowhere" if not (seen["skip"] and seen["target"]) else "",
        f"{seen['headings']} headings of the first level" if seen["headings"] != 1 else "",
        f"{seen['wide']} px of sideways scrolling: {seen['widest']}" if seen["wide"] > 0 else "",
        f"{seen['buttons']} buttons of no form without a type" if seen["buttons"] else "",
    ]
    # Axe takes its time: it looks where an element, or an order of headings, stands that it has not seen at this size.
    shapes = {f"{width} {shape}" for shape in seen["shapes"]}
    if not shapes <= looked.shapes:
        looked.shapes |= shapes
        looked.by_axe += 1
        found += by_axe(page)
    walk.wrong += [f"{width} {url}: {words}" for words in found if words]
    for link in seen["links"]:
        walk.links.setdefault(urldefrag(urljoin(url, link)).url, url)


@pytest.mark.parametrize("viewers", VIEWERS.values(), ids=VIEWERS)
def test_every_page(world, full, chromium, live_server, viewers):
    everything, stages = list(dict.fromkeys(addresses(full))), list(stories(full))
    wrong, looked = [], Looked()
    for username in viewers:
        client, walk = world.client(username), Walk()
        more = stages if username in MOVERS else []
        pages = [*REFUSED, *(url for url in everything if is_page(client, url)), *more]
        with window(chromium, live_server, client, walk) as page:
            for url in pages:
                look(page, url, walk, looked)
        wrong += [f"{username or 'resident'} {words}" for words in (*walk.wrong, *dead(client, walk, looked))]
    assert wrong == []


def dead(client: Client, walk: Walk, looked: Looked) -> list[str]:
    """Links of this site that do not open for whoever was shown them, with the page they stand on.

    Each is tried once; of a kind that others were shown as well, one more for each viewer, whose rights differ.
    """
    found, kinds = [], Counter()
    for link, on in walk.links.items():
        kind = kind_of(link)
        if kind is None or link in walk.opened or (link in looked.links and kinds[kind] >= 1):
            continue
        kinds[kind] += 1
        looked.links.add(link)
        status = client.get(link).status_code
        if status not in (200, 302):
            found.append(f"{status} {link} on {on}")
    looked.tried += kinds.total()
    return found


def kind_of(link: str) -> tuple[str, ...] | None:
    """The route of an address of this site, and the names of what it asks; None for an address elsewhere."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    try:
        route = resolve(parts.path).view_name
    except Http404:
        route = parts.path
    return (route, *sorted(parse_qs(parts.query)))
