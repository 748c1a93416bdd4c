"""The installation into ``.venv``: whole or told, one at a time, wherever a reader's pip points."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from small_books import runs, until, within
from turns import alternating, in_turn

ROOT = Path(__file__).resolve().parents[2]
# An installable project without setuptools: one wheel that holds nothing but its name.
BACKEND = """
import time, zipfile
from pathlib import Path

def build_editable(folder, config_settings=None, metadata_directory=None):
    time.sleep(float(Path("seconds").read_text()))
    path = Path(folder, "small-1-py3-none-any.whl")
    with zipfile.ZipFile(path, "w") as wheel:
        about = {"METADATA": "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\n",
                 "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
                 "RECORD": ""}
        for name, text in about.items():
            wheel.writestr(f"small-1.dist-info/{name}", text)
    return path.name

def get_requires_for_build_editable(config_settings=None):
    return []
"""
PROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "small"
version = "1"
"""


def wheel(folder, name):
    """Make a wheel of one module that holds a number."""
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as file:
        about = {f"{name}/__init__.py": "NUMBER = 1\n",
                 f"{name}-1.0.dist-info/METADATA":
                     f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
                 f"{name}-1.0.dist-info/WHEEL":
                     "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}  # fmt: skip
        record = "".join(f"{path},,{len(text)}\n" for path, text in about.items())
        record += f"{name}-1.0.dist-info/RECORD,,\n"
        for path, text in (about | {f"{name}-1.0.dist-info/RECORD": record}).items():
            file.writestr(path, text)


class Installation:
    """A project with two small pins, and the wheels where pip finds them."""

    def __init__(self, root):
        self.root, self.venv = root, root / ".venv"
        for folder in ("book", "tests", "wheels", "home"):
            (root / folder).mkdir(parents=True)
        shutil.copy(ROOT / "book" / "environment.py", root / "book")
        texts = {"pyproject.toml": PROJECT, "backend.py": BACKEND, "seconds": "0",
                 "requirements.txt": "torch==1.0\nsmallish==1.0\n",
                 "tests/requirements.txt": "testish==1.0\n"}  # fmt: skip
        for name, text in texts.items():
            (root / name).write_text(text)
        for name in ("torch", "smallish", "testish"):
            wheel(root / "wheels", name)

    def start(self, *arguments, prefix=(), **variables):
        found = {"PIP_FIND_LINKS": str(self.root / "wheels"), "PIP_NO_INDEX": "1"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        env = kept | found | {"HOME": str(self.root / "home")} | variables
        return subprocess.Popen(
            [*prefix, sys.executable, self.root / "book" / "environment.py", *arguments], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.root,
            env={name: value for name, value in env.items() if value is not None},
        )  # fmt: skip

    def install(self, *arguments, **options):
        """Return status, output and errors of an installation."""
        with self.start(*arguments, **options) as process:
            out, errors = process.communicate(timeout=300)
        return process.returncode, out, errors

    def has(self, *names):
        """Say whether the environment's own Python finds packages in it."""
        code = f"import {', '.join(names)}; print({names[0]}.__file__)"
        python = self.venv / "bin" / "python"
        done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True)
        return done.returncode == 0 and str(self.venv) in done.stdout


@pytest.fixture
def installation(tmp_path):
    return Installation(tmp_path / "project")


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("installed") / "project")
    status, _, errors = made.install()
    assert status == 0, errors
    return made


@alternating(0, of=2)
def test_settings_that_point_elsewhere_change_nothing(installation, tmp_path):
    (tmp_path / "other" / "smallish").mkdir(parents=True)
    (tmp_path / "other" / "smallish" / "__init__.py").write_text("raise SystemExit('not this')")
    (installation.root / "home" / ".config" / "pip").mkdir(parents=True)
    configuration = installation.root / "home" / ".config" / "pip" / "pip.conf"
    configuration.write_text("[install]\nuser = true\n")
    elsewhere = str(tmp_path / "other")
    settings = {"PIP_USER": "1", "PIP_TARGET": elsewhere, "PIP_PREFIX": elsewhere,
                "PYTHONPATH": elsewhere, "PYTHONSTARTUP": "/no", "PYTHONUSERBASE": elsewhere,
                "PYTHONHOME": None}  # fmt: skip
    status, said, errors = installation.install("--tests", **settings)
    assert status == 0, said + errors
    assert installation.has("torch", "smallish", "testish")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["smallish"]
    assert installation.install("--tests", **settings)[:2] == (0, "")  # nothing left to do


@alternating(1, of=2)
def test_a_user_without_a_home_can_install(installation):
    stranger = within("--user", "--map-user=12345", "--")
    status, said, errors = installation.install(prefix=stranger, HOME=None)
    assert status == 0, said + errors
    assert installation.has("torch", "smallish")
    assert not (installation.root / "~").exists()


@alternating(1, of=2)
@pytest.mark.parametrize("number", in_turn(signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
def test_an_installation_that_is_ended_is_begun_anew(installation, number):
    (installation.root / "seconds").write_text("3")
    process = installation.start()
    until(lambda: runs(process, "-e") or process.poll() is not None)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in errors, errors
    assert not (installation.venv / "installed-book").exists()
    (installation.root / "seconds").write_text("0")
    status, said, errors = installation.install()
    assert status == 0, said + errors
    assert installation.has("torch", "smallish")


@alternating(0, of=2)
def test_of_two_at_once_one_waits_and_says_for_whom(installation):
    (installation.root / "seconds").write_text("2")
    first = installation.start()
    until(lambda: (installation.root / "_build" / "holder").exists())
    second = installation.start()
    said = [process.communicate(timeout=120)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    waits = f"Waiting for process {first.pid}, an installation into .venv, since "
    assert said[1].startswith(waits), said
    assert "installing" not in said[1]
    assert installation.has("smallish")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PIP_NO_INDEX": None, "PIP_FIND_LINKS": None, "PIP_RETRIES": "1",
          "PIP_INDEX_URL": "http://127.0.0.1:9/"},
         "installing torch==1.0 failed, since the package index was not reached. Run it again."),
        ({"PIP_FIND_LINKS": "/no/where"},
         "installing torch==1.0 failed, as printed above. Run it again."),
    ],
)  # fmt: skip
def test_a_failure_is_told_by_the_cause_that_was_seen(installed, tmp_path, settings, told):
    installation = Installation(tmp_path / "project")
    status, _, errors = installation.install(**settings)
    assert status == 1
    assert errors.strip().splitlines()[-1] == told
    assert "network" not in told
    assert not (installation.venv / "installed-book").exists()


@alternating(1, of=2)
def test_a_full_disk_is_told(installation):
    mount = 'cp -r . ../kept && mount -t tmpfs -o size=8m none . && cd "$PWD" && cp -r ../kept/. .'
    tiny = [*within("-rm", "--"), "sh", "-c", f'{mount} && exec "$@"', "sh"]
    status, _, errors = installation.install(prefix=tiny)
    assert status == 1
    said = "making .venv failed, since the disk is full. Run it again."
    assert errors.strip().splitlines()[-1] == said


def test_without_the_tests_packages_the_book_keeps_its_own(installed):
    status, _, errors = installed.install("--tests", PIP_FIND_LINKS="/no/where")
    assert status == 1
    assert "installing for the tests failed, as printed above" in errors
    assert installed.has("smallish")
    assert installed.install()[:2] == (0, "")


def test_a_damaged_package_is_installed_anew(installed):
    (module,) = installed.venv.glob("lib/python*/site-packages/smallish/__init__.py")
    for harm in (lambda: module.write_text("NUM"), module.unlink):
        harm()
        status, said, errors = installed.install()
        assert status == 0, errors
        assert "smallish==1.0 is damaged: anew: done" in said
        assert module.read_text() == "NUMBER = 1\n"


def test_an_environment_that_cannot_be_written_is_told(installed, tmp_path):
    frozen = 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && exec "$@"'
    prefix = [*within("-rm", "--"), "sh", "-c", frozen, "sh"]
    status, _, errors = installed.install("--tests", prefix=prefix)
    assert status == 1
    assert "Read-only file system" in errors


def test_clean_waits_its_turn_and_leaves_the_environment(installed):
    (installed.root / "_build" / "html").mkdir(parents=True)
    assert installed.install("--clean")[:2] == (0, "")
    assert not (installed.root / "_build").exists()
    assert installed.has("smallish")


def test_an_intel_mac_is_told_why_there_is_no_torch(monkeypatch):
    spec = importlib.util.spec_from_file_location(
        "environment_of_book", ROOT / "book/environment.py"
    )
    environment = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(environment)
    output = "ERROR: No matching distribution found for torch==2.13.0"
    assert environment.cause(output) == "as printed above"
    monkeypatch.setattr(environment.sys, "platform", "darwin")
    monkeypatch.setattr(environment.platform, "machine", lambda: "x86_64")
    assert "no torch of this version for Macs with an Intel processor" in environment.cause(output)
