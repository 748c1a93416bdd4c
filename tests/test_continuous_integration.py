"""What a continuous integration runs is what a contributor runs, and no failure of it is lost."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
APT = "apt-get update && apt-get install --yes chromium"


def workflow(name):
    """Return a workflow; YAML reads its key ``on`` as the word for true."""
    settings = yaml.safe_load((ROOT / ".github/workflows" / name).read_text(encoding="utf8"))
    settings["on"] = settings.pop(True)
    return settings


def steps(name):
    """Return the steps of all jobs of a workflow, in order."""
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


# --- .ci/run ------------------------------------------------------------------------------------

FAKES = {
    "make": 'echo "make $* CI=$CI" >> "$LOG"; [ "$*" != "$FAILS" ]',
    "apt-get": 'echo "apt-get $*" >> "$LOG"; [ "$1" != "$FAILS" ]; [ "$1" != install ] || '
    'printf "#!/bin/sh\\n" > "$BIN/chromium"; [ "$1" != install ] || chmod +x "$BIN/chromium"',
}


@pytest.fixture
def run(tmp_path):
    """Return a function that runs .ci/run where make and apt-get only say that they were called."""
    folder, log = tmp_path / "bin", tmp_path / "log"
    folder.mkdir()
    for name in ("bash", "sh", "dirname", "id", "chmod", "date"):
        (folder / name).symlink_to(shutil.which(name))
    for name, text in FAKES.items():
        (folder / name).write_text(f"#!/bin/sh\nset -e\n{text}\n")
        (folder / name).chmod(0o755)

    def call(fails="", chromium=True):
        if chromium:
            (folder / "chromium").write_text("#!/bin/sh\n")
            (folder / "chromium").chmod(0o755)
        log.write_text("")
        environment = {"PATH": str(folder), "LOG": str(log), "BIN": str(folder), "FAILS": fails}
        done = subprocess.run(
            [ROOT / ".ci" / "run"], env=environment, capture_output=True, text=True, cwd=tmp_path,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode, log.read_text().splitlines(), done.stdout + done.stderr

    return call


def test_the_run_tests_and_then_builds_as_ci(run):
    assert run()[:2] == (0, ["make test CI=true", "make book CI=true"])


def test_the_run_installs_chromium_where_there_is_none(run):
    code, calls, _ = run(chromium=False)
    assert code == 0
    assert calls[0] == "apt-get update --quiet"
    assert re.fullmatch(r"apt-get install .*\bchromium", calls[1])
    assert calls[2:] == ["make test CI=true", "make book CI=true"]


@pytest.mark.parametrize(
    ("fails", "called", "chromium"),
    [("test", ["make test CI=true"], True),
     ("book", ["make test CI=true", "make book CI=true"], True),
     ("update", ["apt-get update --quiet"], False)],
)  # fmt: skip
def test_the_run_stops_at_the_first_failure_and_says_which(run, fails, called, chromium):
    code, calls, said = run(fails=fails, chromium=chromium)
    assert code != 0
    assert calls == called
    assert f"{fails}" in said.splitlines()[-1]
    assert "failed" in said.splitlines()[-1]


def test_the_run_is_strict_and_can_be_started():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines


# --- workflows ----------------------------------------------------------------------------------


def test_the_workflows_are_three():
    assert [path.name for path in WORKFLOWS] == ["pages.yml", "test.yml", "weekly.yml"]


@pytest.mark.parametrize("name", [path.name for path in WORKFLOWS])
def test_a_workflow_runs_only_the_two_commands_and_pinned_actions(name):
    commands = {step["run"].strip() for step in steps(name) if "run" in step}
    assert commands <= {APT, "make test", "make book"}
    assert "make book" in commands
    actions = [step["uses"] for step in steps(name) if "uses" in step]
    assert [action for action in actions if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []
    assert all("timeout-minutes" in job for job in workflow(name)["jobs"].values())
    assert workflow(name)["permissions"] == {"contents": "read"}


def test_a_push_is_tested_and_the_book_built():
    assert {"push", "pull_request"} <= workflow("test.yml")["on"].keys()
    commands = [step["run"] for step in steps("test.yml") if "run" in step]
    assert commands == [APT, "make test", "make book"]


def test_every_week_all_is_made_from_nothing():
    assert workflow("weekly.yml")["on"]["schedule"]
    assert not [step for step in steps("weekly.yml") if "cache" in step.get("uses", "")]
    assert [step["run"] for step in steps("weekly.yml") if "run" in step] == [
        APT, "make test", "make book",
    ]  # fmt: skip


def test_only_what_passed_its_tests_on_main_is_published():
    settings = workflow("pages.yml")
    after = settings["on"]["workflow_run"]
    assert after == {"workflows": ["test"], "types": ["completed"], "branches": ["main"]}
    assert workflow("test.yml")["name"] == "test"
    assert "conclusion == 'success'" in settings["jobs"]["build"]["if"]
    (upload,) = [step for step in steps("pages.yml") if "upload-pages" in step.get("uses", "")]
    assert upload["with"]["path"] == "_build/html"


# --- hooks --------------------------------------------------------------------------------------


def test_hooks_are_local_and_run_from_the_environment_of_the_project():
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf8"))
    assert [repository["repo"] for repository in settings["repos"]] == ["local"]
    hooks = settings["repos"][0]["hooks"]
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks)
    assert all(hook["language"] == "system" and not hook["pass_filenames"] for hook in hooks)
    check = ["pre-commit", "validate-config", ".pre-commit-config.yaml"]
    programs = Path(sys.executable).parent
    subprocess.run([programs / check[0], *check[1:]], cwd=ROOT, check=True)
