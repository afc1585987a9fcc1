"""A headless Chromium from the system, driven by Playwright. Without one these tests say so and are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

# Playwright's loop lives in this thread; Django would take it for an async context and refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# How long a page may take before it counts as broken: a busy machine is no fault of the page.
PATIENCE = 30_000
BUILT = Path(__file__).resolve().parents[2] / "minqing" / "static" / "built" / "desk.css"


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    path = (
        os.environ.get("MINQING_BROWSER")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not path:
        pytest.skip("没有找到 Chromium（apt install chromium），浏览器故事跳过。")
    if not BUILT.exists():
        pytest.skip("前端还没有构建（make setup），浏览器故事跳过。")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium, live_server) -> Iterator[object]:
    """A page of 390 px."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium, live_server) -> Iterator[object]:
    """A page of 1440 px."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def sign_in(page, username: str) -> None:
    from minqing.cast import PASSWORD

    page.goto("/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/today/")


def send(page, button) -> None:
    """Press what sends a form, and go on only when it was answered: what is looked at next must not be the page of before."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()


def sign_out(page) -> None:
    # An answer that is still under way would bring cookies of its own, and the next form a word that fits no cookie.
    page.goto("about:blank")
    page.context.clear_cookies()
