"""A Chromium for the tests of the page and for its benchmark, with what they ask of it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-ipc-flooding-protection",  # many views one after the other are no attack
    "--no-first-run",
    "--window-size=1400,900",
)


class Browser:
    """One window; `open` a page, `go` to a hash, `run` a script, and see that all was quiet."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder, self.address = driver, folder, ""

    def open(self, page: bytes, hash_: str = "#lang=zh") -> None:
        """Open a page from disk, as a double click does."""
        path = self.folder / f"graph-{len(list(self.folder.iterdir()))}.html"
        path.write_bytes(page)
        self.address = path.as_uri()
        self.go(hash_)

    def go(self, hash_: str) -> None:
        """Load the page anew with a hash."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(self.address + hash_)
        self.settle()

    def step(self, hash_: str) -> None:
        """Change the hash of the open page."""
        self.run("location.hash = arguments[0]", hash_)
        self.settle()

    def settle(self) -> None:
        """Wait until the page has drawn twice."""
        self.driver.execute_async_script("const d=arguments[0]; requestAnimationFrame(()=>requestAnimationFrame(d))")

    def run(self, code: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(code, *arguments)

    def texts(self, selector: str) -> list[str]:
        """The text of all matching elements as it stands in the page."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector
        )
        return found

    def click(self, selector: str) -> None:
        """Click the first match as a user does."""
        self.run("document.querySelector(arguments[0]).click()", selector)
        self.settle()

    def press(self, *keys: str) -> None:
        """Type."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()
        self.settle()

    def device(self, width: int, height: int) -> None:
        """Set the size of the window."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def scheme(self, name: str) -> None:
        """Prefer light or dark."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def assert_quiet(self) -> None:
        """No console message since the page was opened, and no request but for the file itself."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        assert not said, said
        asked = set()
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.add(message["params"]["request"]["url"].partition("#")[0])
        asked = {url for url in asked if not url.startswith(("data:", "blob:"))}
        assert asked <= {self.address, "about:blank"}, asked


def find() -> tuple[str, str]:
    """Where Chromium and its driver are, or "" for what is not here."""
    chromium = os.environ.get("KG_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return chromium or "", os.environ.get("KG_CHROMEDRIVER") or shutil.which("chromedriver") or ""


@contextmanager
def chromium(folder: Path, flags: Sequence[str] = ()) -> Iterator[Browser]:
    """Start a browser that keeps its profile, downloads and pages in a folder; skip where there is none."""
    binary, driver_path = find()
    if not binary or not driver_path:
        pytest.skip("no Chromium here: install chromium and chromium-driver, or set KG_CHROMIUM and KG_CHROMEDRIVER")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    for name in ("pages", "profile", "downloads"):
        (folder / name).mkdir()
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}", *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(driver_path, log_output=subprocess.DEVNULL))
    try:
        where = {"behavior": "allow", "downloadPath": str(folder / "downloads")}
        driver.execute_cdp_cmd("Browser.setDownloadBehavior", where)
        yield Browser(driver, folder / "pages")
    finally:
        driver.quit()
