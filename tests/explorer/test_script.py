"""The script: the committed bundle is what its sources give; they are typed and linted."""

import json
import re

import matplotlib as mpl
import numpy as np
import pytest
from node import node

from book.street import scripts
from lib import explorer
from lib.explorer import page
from lib.figures import PALETTE

SOURCES = sorted(scripts.SOURCES.rglob("*.js"))


def test_the_committed_script_is_what_its_sources_give():
    for name, text in scripts.bundle().items():
        assert page.asset(name) == text, "run python -m book.street.scripts and commit what it made"


def test_the_types_are_right():
    done = scripts.tool("typescript/bin/tsc", "-p", str(scripts.SOURCES))
    assert done.returncode == 0, done.stdout


def test_the_linter_is_content():
    done = scripts.tool("eslint/bin/eslint.js", "-c", str(scripts.SOURCES / "eslint.config.js"),
                        "--max-warnings", "0", str(scripts.SOURCES))  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("tool", "line", "complaint"),
    [
        (
            "typescript/bin/tsc",
            "/** @param {number} x */\nexport const f = (x) => x.length;",
            "length",
        ),
        (
            "eslint/bin/eslint.js",
            "export const f = () => { let x = 1; return y == 2; };",
            "no-undef",
        ),
    ],
)
def test_the_checks_can_fail(tool, line, complaint, tmp_path):
    (tmp_path / "bad.js").write_text(line)
    settings = json.loads((scripts.SOURCES / "tsconfig.json").read_text())
    settings["compilerOptions"]["paths"] = {}
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings))
    (tmp_path / "eslint.config.js").write_text((scripts.SOURCES / "eslint.config.js").read_text())
    arguments = ["-p", "."] if "tsc" in tool else ["bad.js"]
    done = scripts.tool(tool, *arguments, folder=tmp_path)
    assert done.returncode != 0
    assert complaint in done.stdout


def test_borrowed_code_comes_with_its_licence():
    text = page.asset("explorers.LICENSES.txt")
    borrowed = {
        name for path in SOURCES for name in re.findall(r'from "(d3-\w+)"', path.read_text())
    }
    assert borrowed
    assert all(f"{name}\n\nCopyright" in text for name in borrowed)


def test_lab_and_the_page_load_the_same_script():
    assert set(explorer.assets()) == {"explorers.js", "explorer.css"}
    assert (
        explorer.Plane._esm
        == explorer.assets()["explorers.js"] + "export default courseExplorers;\n"
    )
    assert "https://" not in explorer.assets()["explorers.js"].replace("https://d3js.org", "")
    assert len(explorer.assets()["explorers.js"]) < 150_000


def test_python_and_the_script_use_the_same_colours():
    found = node({"../palette": "PALETTE, RAINBOW"}, "return { PALETTE, RAINBOW };")
    assert tuple(found["PALETTE"]) == tuple(PALETTE)
    known = 255 * mpl.colormaps["viridis"](np.linspace(0, 1, 256))[:, :3]
    assert np.abs(np.array(found["RAINBOW"]) - known).max() < 4


def test_a_number_finds_the_nearest_of_words_that_are_numbers():
    body = """
      const slider = { labels: given.words, values: given.words, words: true };
      return given.asked.map((word) => findPlace(slider, word, false));
    """
    asked = ["0.04", "2.4", "chosen", "1e9", "three and five"]
    found = node(
        {"../controls": "findPlace"}, body, words=["0.03", "1", "3", "chosen"], asked=asked
    )
    assert found == [0, 2, 3, 2, None]
    pairs = node({"../controls": "findPlace"}, body, words=["3 and 5", "4 and 9"], asked=["4"])
    assert pairs == [None]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_module_is_one_noun(path):
    text = path.read_text(encoding="utf8")
    assert text.startswith("// ")
    assert len(text.splitlines()) <= 300
