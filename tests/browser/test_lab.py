"""An explorer in a real JupyterLab on loopback: arrow keys reach it, Python sees the value."""

import contextlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
MAKE = """
import numpy as np
from lib import explorer
steps = np.linspace(-1, 1, 21)
def bowl(bend):
    return bend * steps[:, None] ** 2 + steps[None, :] ** 2
figure = explorer.Plane(
    name="01-lab", caption="A bowl", alt="A bowl whose bend follows the slider",
    x=steps, y=steps, frames=np.array([bowl(b) for b in (1, 2, 4)]), axis_labels=("a", "b"),
    value_label="height", sliders=[explorer.Slider("bend", [1, 2, 4])], compute=bowl,
)
figure
"""


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab that serves a folder with one notebook; yields its address."""
    cells = [new_code_cell(MAKE), new_code_cell("print('bend is', figure.values)")]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=",
               "--allow-root", f"--ServerApp.root_dir={tmp_path}", "--LabApp.news_url=None",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options], stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}/lab"
            _wait(address, server, tmp_path / "log")
            yield f"{address}/tree/lab.ipynb?reset"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(address, server, log):
    for _ in range(120):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        if server.poll() is not None:
            break
        time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def test_arrow_keys_move_the_live_figure_and_python_sees_it(browser, lab):
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.goto(lab)
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    # Before the kernel is there, "Run All" asks which kernel to take.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name=re.compile("^Run$")).click()
    page.get_by_role("menuitem", name=re.compile("Run All Cells$")).click()
    slider = page.locator(".jp-OutputArea input[type=range]").first
    slider.wait_for(timeout=60_000)
    slider.focus()
    slider.press("End")
    page.locator(".jp-Cell").nth(1).locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")
    output = page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-OutputArea-output')]"
        ".some(e => /bend is .*4/.test(e.textContent))",
        timeout=30_000,
    )
    assert "4" in output.first.inner_text()
    page.close()
