"""A real JupyterLab on loopback: arrow keys reach an explorer, Python sees the value, and a chapter
that was run shows the words of its page."""

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from turns import in_turn

from book.street.places import SITE, chapters

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
    value_label="height", sliders=[explorer.Slider("bend", [1, 2, 4])],
)
figure
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab that serves a folder; the folder, and a notebook's address in it."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=",
               "--allow-root", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options], stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}/lab"
            _wait(address, server, folder / "log")
            yield folder, lambda notebook: f"{address}/tree/{notebook.name}?reset"
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


def _run_all(browser, address):
    """Open a notebook in Lab and ask for all of its cells."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.goto(address)
    page.locator(".jp-Notebook").wait_for(timeout=180_000)  # the first page loads Lab
    # Before the kernel is there, "Run All" asks which kernel to take.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name=re.compile("^Run$")).click()
    page.get_by_role("menuitem", name=re.compile("Run All Cells$")).click()
    return page


def test_arrow_keys_move_the_live_figure_and_python_sees_it(browser, lab):
    folder, address = lab
    cells = [new_code_cell(MAKE), new_code_cell("print('bend is', figure.values)")]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "lab.ipynb")
    page = _run_all(browser, address(folder / "lab.ipynb"))
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


def _words(page):
    """Return the verdicts that a page shows, by part."""
    rows = "rows => Object.fromEntries(rows.map(row => [row.id, row.dataset.word]))"
    return page.locator("tr[data-word]").evaluate_all(rows)


@pytest.mark.parametrize("chapter", in_turn(*chapters()), ids=lambda path: path.stem)
def test_a_chapter_that_was_run_shows_what_its_page_shows(browser, lab, chapter):
    folder, address = lab
    page = _run_all(browser, address(Path(shutil.copy(chapter, folder))))
    page.locator("tr[data-word]").first.wait_for(timeout=600_000)
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.jp-InputArea-prompt')]"
        ".some(prompt => prompt.textContent.includes('*'))",
        timeout=300_000,
    )
    page.wait_for_timeout(2000)  # inline numbers follow the last cell
    read = page.locator(".jp-MarkdownCell .myst").all_text_contents()
    assert sum(map(len, read)) > 5000
    marks = re.compile(r"{eval}|{cite}|{ref}|:::|\wError\b")
    assert [text for text in read if marks.search(text)] == []
    assert page.locator('[data-mime-type*="stderr"]').count() == 0
    with_words = _words(page)
    page.goto((SITE / "notebooks" / f"{chapter.stem}.html").as_uri())
    assert with_words == _words(page) != {}
    page.close()
