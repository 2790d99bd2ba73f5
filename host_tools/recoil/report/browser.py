"""A real browser for the tests of the pages and for the README's picture: Chromium by way of Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from recoil.common.errors import RecoilError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str | None:
    """Return the browser's program, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def missing() -> str:
    """Say what a browser needs that is not there; empty if all is."""
    if not find_spec("playwright"):
        return "Playwright is not installed (pip install playwright)"
    return "" if chromium() else "there is no Chromium (Debian: apt install chromium)"


@contextmanager
def opened() -> Iterator["Browser"]:
    """Start it; a `RecoilError` where it is missing."""
    reason = missing()
    if reason:
        raise RecoilError(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # In a container there is no sandbox; all that is opened are pages of ours.
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()
