"""The street sees no reader's settings and needs no home of theirs."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from small_books import runs, until, within
from turns import alternating, in_turn

from book.street import address, sealed

LOOKING = (
    "import os, sys, matplotlib, matplotlib.font_manager, lib",
    "settings = ('axes.grid', 'font.size', 'font.family', 'text.usetex', 'backend')",
    "print({name: str(matplotlib.rcParams[name]) for name in settings})",
    "print(os.path.relpath(lib.__file__), os.path.isdir(os.path.expanduser('~')))",
    "print(sorted(set(globals()) & {'theirs', 'pylab'}), hasattr(sys, 'theirs'))",
    "print(sorted(name for name in os.environ if 'READER' in name or name.startswith('DASK')))",
)


def home_of_a_reader(folder):
    """Make a home full of settings; return the variables that a reader has with it."""
    texts = {
        ".config/matplotlib/matplotlibrc": "axes.grid: True\nfont.size: 30\ntext.usetex: True\n",
        ".ipython/profile_default/startup/theirs.py": "theirs = 1\n",
        ".ipython/profile_default/ipython_config.py": "c.InteractiveShellApp.pylab = 'agg'\n",
        ".jupyter/jupyter_config.py": "raise SystemExit('a setting of Jupyter was read')\n",
        "data/kernels/python3/kernel.json": json.dumps(
            {"argv": ["/no/such/python"], "display_name": "Python 3", "language": "python"}
        ),
        "startup.py": "import sys\ntheirs = sys.theirs = 1\nprint('hello')\n",
        "packages/lib/__init__.py": "raise SystemExit('another lib was imported')\n",
        "packages/yaml.py": "raise SystemExit('another yaml was imported')\n",
        "packages/sitecustomize.py": "import sys\nsys.theirs = 1\n",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return {
        "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / ".config"),
        "MATPLOTLIBRC": str(folder / ".config/matplotlib/matplotlibrc"), "MPLBACKEND": "TkAgg",
        "PYTHONPATH": str(folder / "packages"), "PYTHONSTARTUP": str(folder / "startup.py"),
        "PYTHONWARNINGS": "error", "IPYTHONDIR": str(folder / ".ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"), "JUPYTER_PATH": str(folder / "data"),
        "READERS_OWN": "1", "DASK_CONFIG": "/no", "LANG": "tr_TR.ISO-8859-9", "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1",
    }  # fmt: skip


@alternating(2, of=3)
def test_a_readers_settings_change_no_byte(small_book, tmp_path):
    small_book.write(*LOOKING)
    assert small_book.build().returncode == 0
    plain = small_book.executed.read_bytes()
    printed = small_book.printed()
    assert "'axes.grid': 'False'" in printed[2]
    assert printed[3:] == ["../lib/__init__.py True", "[] False", "[]"]
    small_book.sidecar.unlink()
    done = small_book.build(**home_of_a_reader(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert "01-example: done" in done.stdout
    assert small_book.executed.read_bytes() == plain


@alternating(1, of=3)
def test_a_readers_settings_change_no_byte_of_the_site(built_book, whole_book, tmp_path):
    (built_book.site / "index.html").unlink()
    done = built_book.build("book", **home_of_a_reader(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert "01-example" not in done.stdout  # it is cached, whoever asks
    assert built_book.pages() == whole_book.pages()


@alternating(0, of=3)
@pytest.mark.parametrize("place", in_turn(".", "notebooks"))
def test_a_matplotlibrc_in_the_project_is_refused(small_book, place):
    path = small_book.root / place / "matplotlibrc"
    path.write_text("axes.grid: True\n")
    assert small_book.refused().endswith("matplotlibrc would change every figure: move it away")
    path.unlink()
    assert small_book.build().returncode == 0


@alternating(0, of=3)
def test_a_user_whom_nobody_knows_and_who_has_no_home_builds_the_book(small_book):
    small_book.write(*LOOKING)
    stranger = within("--user", "--map-user=12345", "--")
    variables = {"HOME": None, "USER": None, "LOGNAME": None}
    done = small_book.build("book", prefix=stranger, **variables)
    assert done.returncode == 0, done.stderr
    assert small_book.printed()[3] == "../lib/__init__.py True"
    assert not list(small_book.root.rglob("~"))


@alternating(1, of=3)
@pytest.mark.parametrize("home", in_turn("/proc", "/no/such/folder"))
def test_a_home_that_cannot_be_written_is_not_needed(small_book, home):
    small_book.write(*LOOKING)
    done = small_book.build(HOME=home)
    assert done.returncode == 0, done.stderr


@alternating(0, of=3)
def test_fonts_are_listed_before_the_first_chapter_however_long_it_takes(small_book):
    # matplotlib warns after five seconds of listing; here it does so at once.
    small_book.own_python(
        "import threading",
        "class Timer(threading.Timer):",
        "    def __init__(self, interval, *more, **named):",
        "        super().__init__(0 if interval == 5 else interval, *more, **named)",
        "threading.Timer = Timer",
    )
    code = "import matplotlib.font_manager"
    seen = subprocess.run(
        [small_book.python, "-c", code], capture_output=True, text=True,
        env=os.environ | {"MPLCONFIGDIR": str(small_book.root / "empty")},
    )  # fmt: skip
    assert "font cache" in seen.stderr
    small_book.write(code)
    done = small_book.build()
    assert done.returncode == 0, done.stderr
    assert (small_book.root / ".venv" / "street" / "fonts-are-listed").exists()


def test_an_environment_has_what_leads_out_of_the_machine_and_no_more(monkeypatch, tmp_path):
    for name in list(os.environ):
        monkeypatch.delenv(name)
    theirs = {"PATH": "/bin", "https_proxy": "http://proxy", "CHROMIUM": "/c", "EDITOR": "vi",
              "HOME": str(tmp_path), "COURSE_DATA": "/d", "PYTHONPATH": "/p"}  # fmt: skip
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    found = sealed.environment()
    kept = ("PATH", "https_proxy", "CHROMIUM", "COURSE_DATA")
    assert [found[name] for name in kept] == [theirs[name] for name in kept]
    assert "EDITOR" not in found
    assert found["HOME"] != theirs["HOME"]
    assert found["PYTHONPATH"] == str(sealed.ROOT)
    assert found["NPM_CONFIG_USERCONFIG"] == str(tmp_path / ".npmrc")


def test_a_sealed_build_sees_of_its_runner_what_its_address_is_made_of(monkeypatch):
    runners = [
        {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "ada/book",
         "GITHUB_REF_NAME": "1/merge", "GITHUB_BASE_REF": "dev", "GITHUB_SHA": "a" * 40},
        {"CI_PROJECT_URL": "https://git.example.org/ada/book", "CI_COMMIT_REF_NAME": "fix",
         "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev", "CI_COMMIT_SHA": "b" * 40,
         "CI_PAGES_URL": "https://book-1a2b.example.org"},
    ]  # fmt: skip
    said = {"repository": {"url": "", "branch": ""}, "html": {"baseurl": ""}}
    for runner in runners:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in runner.items():
            monkeypatch.setenv(name, value)
        found = address.find(said, sealed.environment(), "")
        assert found == address.find(said, runner, "")
        assert found.branch == "dev"
        assert found.site
        assert found.commit


# --- the network --------------------------------------------------------------------------------


@pytest.fixture
def silent_registry():
    """An address where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def without_npm(book, address, cache):
    """Take npm's packages from a book; return the variables with which they cannot come anew."""
    shutil.rmtree(book.root / "_build" / "npm")
    shutil.rmtree(book.site)
    return {"NPM_CONFIG_REGISTRY": address, "NPM_CONFIG_CACHE": str(cache)}


@alternating(2, of=3)
def test_a_registry_out_of_reach_is_told_in_seconds(
    built_book, whole_book, silent_registry, tmp_path
):
    for registry, word in [("http://127.0.0.1:9/", "ECONNREFUSED"), (silent_registry, "timeout")]:
        book = built_book
        if not (book.root / "_build" / "npm").exists():
            book.site.mkdir(exist_ok=True)
            (book.root / "_build" / "npm").mkdir()
        variables = without_npm(book, registry, tmp_path / "cache")
        start = time.monotonic()
        said = book.refused("book", **variables)
        assert time.monotonic() - start < 60  # of a loaded machine; npm alone took 400
        assert said.startswith("npm's registry does not answer, and MathJax and reveal.js")
        assert word in said
        assert len(said.splitlines()) == 1
    assert built_book.build("book").returncode == 0
    assert built_book.pages() == whole_book.pages()


@alternating(1, of=3)
def test_without_a_network_what_came_once_is_enough(built_book, whole_book):
    shutil.rmtree(built_book.root / "_build")  # as `make clean` does
    nowhere = "http://127.0.0.1:9/"
    # The registry keeps its name, by which npm's store knows what came from it.
    variables = {"HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere, "NO_PROXY": ""}
    done = built_book.build("book", **variables)
    assert done.returncode == 0, done.stderr
    assert built_book.pages() == whole_book.pages()


# --- two at once --------------------------------------------------------------------------------


@alternating(0, of=3)
def test_of_two_builds_one_waits_says_for_whom_and_uses_what_the_other_made(small_book, whole_book):
    small_book.write("import time; time.sleep(3)")
    first = small_book.start()
    until(lambda: runs(first, "book.street.worker"))
    second = small_book.build()
    assert first.wait(timeout=60) == second.returncode == 0
    assert second.stdout.startswith(f"Waiting for process {first.pid}, the step 'execute', since ")
    assert "running" not in second.stdout
    first.communicate()


@alternating(2, of=3)
def test_a_build_that_was_killed_is_waited_for_by_nobody(small_book):
    small_book.write("import time; time.sleep(3)")
    first = small_book.start()
    until(lambda: runs(first, "ipykernel_launcher"))
    first.kill()
    first.communicate()
    assert Path(small_book.root / "_build" / "holder").exists()
    small_book.write("print(1 + 1)")
    second = small_book.build()
    assert second.returncode == 0
    assert "Waiting" not in second.stdout
