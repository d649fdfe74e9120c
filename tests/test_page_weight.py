"""The page of 10,000 entities and 30,000 statements beside plain pyvis, once; see bench_page.py for three rounds."""

import sys

import bench_page
import page_browser
import pytest


@pytest.mark.slow
def test_a_large_page_is_light_beside_pyvis(capsys: pytest.CaptureFixture[str]) -> None:
    if not all(page_browser.find()) or not sys.platform.startswith("linux"):
        pytest.skip("needs Chromium, its driver and Linux: install chromium and chromium-driver")
    failed = bench_page.main(runs=1)
    assert not failed, capsys.readouterr().out
