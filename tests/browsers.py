"""The browser that tests and measurements drive: the machine's own Chromium, without its background talk."""

from __future__ import annotations

import os

from playwright.sync_api import Browser, Playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright, *more: str) -> Browser:
    """Starts Chromium, from SELFEVAL_CHROMIUM or from where Debian and Ubuntu have it."""
    path = os.environ.get("SELFEVAL_CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
