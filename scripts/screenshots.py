#!/usr/bin/env python
"""Pictures of pages at 390 and 1440 pixels, for the README and for a look with one's own eyes.

    .venv/bin/python scripts/screenshots.py --user linxiaohe --password … --out shots /today/ /matters/ today:/

Signs in once, visits each path and saves NAME-390.png and NAME-1440.png. `NAME:PATH` gives the name; else it comes from the
path. Reports on stderr what the browser's console complained about and whether a page scrolls sideways; leaves with 1 then.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {390: 844, 1440: 900}


def browser_path() -> str:
    """Debian's Chromium, or another one on the path."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    sys.exit("No Chromium here. On Debian: apt install chromium fonts-noto-cjk")


def context_for(browser: Browser, width: int) -> BrowserContext:
    """A phone with touch at 390 pixels, a desk screen otherwise."""
    phone = width < 640
    return browser.new_context(
        viewport={"width": width, "height": SIZES.get(width, 900)},
        device_scale_factor=2 if phone else 1.5,
        is_mobile=phone,
        has_touch=phone,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )


def sign_in(page: Page, site: str, user: str, password: str) -> None:
    """Through the sign-in page, as a person would."""
    page.goto(f"{site}/sign-in/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")
    if "/sign-in/" in page.url:
        sys.exit(f"{user} could not sign in: {page.inner_text('main')[:80]}")


def take(page: Page, site: str, name: str, path: str, folder: Path, width: int, whole: bool) -> list[str]:
    """One picture; the complaints of the page."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda trouble: complaints.append(str(trouble)))
    answer = page.goto(site + path, wait_until="networkidle")
    if answer is None or answer.status >= 400:
        complaints.append(f"answered {answer.status if answer else 'nothing'}")
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide > 0:
        complaints.append(f"scrolls sideways by {too_wide} px")
    if whole:
        # A taller window, not full_page: what is fixed to the bottom belongs to the bottom of the picture.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, SIZES.get(width, 900))})
    page.screenshot(path=folder / f"{name}-{width}.png")
    return complaints


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", help="/today/ or NAME:/today/")
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--width", type=int, action="append", help="default: 390 and 1440")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only the first screen")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    bad = 0
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for width in options.width or SIZES:
            context = context_for(browser, width)
            if options.user:
                sign_in(context.new_page(), options.site, options.user, options.password)
            for entry in options.paths:
                name, _, path = entry.rpartition(":") if ":/" in entry else ("", "", entry)
                name = name or re.sub(r"\W+", "-", path).strip("-") or "home"
                page = context.new_page()
                for complaint in take(page, options.site, name, path, options.out, width, options.whole):
                    bad = 1
                    print(f"{name} at {width}: {complaint}", file=sys.stderr)
                page.close()
            context.close()
        browser.close()
    return bad


if __name__ == "__main__":
    sys.exit(main())
