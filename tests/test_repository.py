"""The repository is whole and consistent: pins, shipped files, addresses, the menu, licences."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import yaml
from identify.vendor.licenses import LICENSES
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
NEEDS = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
LIB, LAB, BOOK_ONLY = ({canonicalize_name(r.name): r for r in map(Requirement, n)} for n in NEEDS)
DIRECT = LIB | LAB | BOOK_ONLY


def load(path):
    """Import a script that is no module of a package."""
    spec = importlib.util.spec_from_file_location(f"repository_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(name):
    """Return the pins of a requirements file; anything but an exact pin is an error."""
    lines = (ROOT / name).read_text(encoding="utf8").splitlines()
    asked = [Requirement(line) for line in lines if line and not line.startswith("#")]
    exact = {
        canonicalize_name(r.name): re.fullmatch(r"==([\w.]+)", str(r.specifier)) for r in asked
    }
    assert len(exact) == len(asked)
    return {package: version[1] for package, version in exact.items()}


BOOK, TESTS = pins("requirements.txt"), pins("tests/requirements.txt")
BINDER = load(ROOT / "tests" / "binder_pins.py").read()


def project_files():
    """Return git's files, new ones included; every file of a checkout without git."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    ignored = {line.strip("/*\n") for line in (ROOT / ".gitignore").open() if line[0] != "#"}
    everything = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [ROOT / path for path in everything if not ignored & set(path.parts)]


def texts(*suffixes):
    """Yield name and text of the project's text files, or of those with a suffix."""
    for path in project_files():
        if not suffixes or path.suffix in suffixes:
            try:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf8")
            except UnicodeDecodeError:
                continue


# --- pins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_this_environment_is_exactly_what_is_pinned(name):
    have = {package: metadata.version(package) for package in pins(name)}
    assert {package: Version(have[package]).public for package in have} == pins(name)


def test_what_the_project_depends_on_is_pinned_at_a_version_that_it_allows():
    assert DIRECT.keys() <= BOOK.keys()
    assert [n for n, r in DIRECT.items() if not r.specifier.contains(BOOK[n])] == []


def test_what_the_pinned_packages_need_is_pinned():
    linux = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "extra": ""}
    pinned = BOOK | TESTS
    missing = {
        (package, need.name)
        for package in pinned
        for need in map(Requirement, metadata.requires(package) or ())
        if need.marker is None or need.marker.evaluate(linux)
        if canonicalize_name(need.name) not in pinned
    }
    # The CUDA build of torch pins its own libraries, exactly.
    assert {pair for pair in missing if pair[0] != "torch"} == set()


def test_the_tests_pin_nothing_twice_and_the_bench_agrees():
    assert BOOK.keys() & TESTS.keys() == set()
    lines = (ROOT / "tests/bench/requirements.txt").read_text(encoding="utf8").splitlines()
    bench = dict(line.split("==") for line in lines if "==" in line)
    ours = BOOK | TESTS
    shared = {canonicalize_name(name): version for name, version in bench.items()}
    assert [n for n, version in shared.items() if ours.get(n, version) != version] == []


def imported(source):
    """Return the top-level names that code imports anywhere."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def declared(names):
    """Return the canonical names of the distributions that these modules come from."""
    owners = metadata.packages_distributions()
    return {name: {canonicalize_name(owner) for owner in owners[name]} for name in names}


def chapters_code():
    """Yield the code of each cell of the chapters, without IPython's magic."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield re.sub(r"^\s*%.*$", "", cell.source, flags=re.M)


def test_every_package_that_lib_a_chapter_or_book_imports_is_declared_for_it():
    ours = {"lib", "book"} | {path.stem for path in (ROOT / "book/_ext").glob("*.py")}
    texts_of = {
        folder: [path.read_text(encoding="utf8") for path in (ROOT / folder).rglob("*.py")]
        for folder in ("lib", "book")
    }
    texts_of["lib"] += chapters_code()
    for folder, allowed in {"lib": LIB, "book": DIRECT}.items():
        names = {name for text in texts_of[folder] for name in imported(text)}
        found = declared(names - ours - sys.stdlib_module_names)
        assert {n: owners for n, owners in found.items() if not owners & allowed.keys()} == {}


def test_the_pins_install_on_the_oldest_python_that_the_project_allows():
    oldest = re.search(r">=(\d+\.\d+)", PROJECT["requires-python"])[1] + ".0"
    asked = {
        package: metadata.metadata(package).get("Requires-Python") or "" for package in BOOK | TESTS
    }
    assert {p: need for p, need in asked.items() if not SpecifierSet(need).contains(oldest)} == {}


def test_only_a_mac_with_an_intel_processor_goes_without_torch():
    lines = map(Requirement, (ROOT / "requirements.txt").read_text("utf8").splitlines()[1:])
    marked = {r.name: r.marker for r in [*lines, *LIB.values()] if r.marker}
    assert marked.keys() == {"torch", "torchvision", "loss-landscapes"}
    intel = {"sys_platform": "darwin", "platform_machine": "x86_64"}
    others = [{"sys_platform": "linux", "platform_machine": "x86_64"},
              {"sys_platform": "darwin", "platform_machine": "arm64"},
              {"sys_platform": "win32", "platform_machine": "AMD64"}]  # fmt: skip
    for marker in marked.values():
        assert [marker.evaluate(place) for place in [intel, *others]] == [False, True, True, True]


def test_a_package_made_of_lib_holds_every_file_of_it():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    (patterns,) = settings["tool"]["setuptools"]["package-data"].values()
    files = [p for p in project_files() if p.is_relative_to(ROOT / "lib") and p.suffix != ".py"]
    files = [path for path in files if "src" not in path.parts]  # of the explorers' script
    assert len(files) > 5
    assert [p for p in files if not any(p.match(pattern) for pattern in patterns)] == []


def test_binder_installs_what_lib_and_jupyterlab_need_at_the_same_versions_and_no_more():
    both = BINDER["conda"] | BINDER["pip"]
    assert BINDER["conda"].keys() & BINDER["pip"].keys() == set()
    assert {canonicalize_name(n): v for n, v in both.items()} == {n: BOOK[n] for n in LIB | LAB}
    assert BINDER["channels"] == ["conda-forge", "nodefaults"]
    assert BINDER["builds"] == {"pytorch": "cpu*"}
    assert BINDER["options"] == ["-e ."]
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(BINDER["python"])


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["README.md", "LICENSE", "LICENSE-TEXT", "CITATION.cff", "CONTRIBUTING.md", "Makefile",
     "pyproject.toml", "requirements.txt", "tests/requirements.txt", "environment.yml",
     "_config.yml", "_toc.yml", ".ci/run", ".gitignore", ".pre-commit-config.yaml",
     "PUBLISHING.md", "CHANGELOG.md", ".github/dependabot.yml", ".gitlab-ci.yml"],
)  # fmt: skip
def test_a_file_that_users_look_for_is_shipped(name):
    assert (ROOT / name) in project_files()
    assert (ROOT / name).stat().st_size > 100


def test_git_ignores_nothing_of_the_project():
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "check-ignore",
        "lib/data.py",
        "lib/claims/ledger.yml",
    ]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout == ""


def test_every_relative_link_and_every_file_that_is_named_is_there():
    names = ("README.md", "CONTRIBUTING.md", "PUBLISHING.md", "CHANGELOG.md")
    said = "\n".join((ROOT / name).read_text(encoding="utf8") for name in names)
    links = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", said) if "://" not in link]
    named = re.findall(
        r"`((?:lib|book|tests|notebooks|\.github)/[\w./-]*|\w[\w-]*\.(?:toml|yml|txt))`", said
    )
    made = [name for name in links + named if "NN" not in name]
    assert len(made) > 10
    assert [name for name in made if not (ROOT / name).exists()] == []


def test_the_readme_shows_a_picture_of_the_book():
    text = (ROOT / "README.md").read_text(encoding="utf8")
    ((alternative, link),) = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    assert len(alternative) >= 20
    picture = (ROOT / link).read_bytes()
    assert picture.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(picture[16:20]) >= 600


def test_code_is_under_the_mit_licence_and_prose_under_cc_by():
    known = dict(LICENSES)
    code, text = ((ROOT / name).read_text(encoding="utf8") for name in ("LICENSE", "LICENSE-TEXT"))
    heading, holders, rest = code.split("\n\n", 2)
    assert [heading, rest.strip()] == [known["MIT"].split("\n\n", 2)[i].strip() for i in (0, 2)]
    lines = holders.splitlines()  # who publishes it anew adds a line; the first one stays
    shape = r"Copyright \(c\) \d{4}(-\d{4})? \S.*"
    assert [line for line in lines if not re.fullmatch(shape, line)] == []
    assert lines[0].endswith(" The authors of the course")
    assert known["CC-BY-4.0"].strip() in text
    assert PROJECT["license"] == "MIT"
    assert set(PROJECT["license-files"]) == {"LICENSE", "LICENSE-TEXT"}


def test_the_citation_names_title_version_and_the_licences():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf8"))
    assert citation.keys() >= {"cff-version", "message", "title", "authors"}
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf8"))
    assert citation["title"] == config["title"]
    assert citation["version"] == PROJECT["version"]
    # A list would mean either of them for the whole (CFF's schema), and Zenodo takes none; both are
    # named where its page shows them.
    assert citation["license"] == PROJECT["license"]
    assert "under the MIT licence" in citation["abstract"]
    assert "under CC BY 4.0" in citation["abstract"]


def test_version_and_date_have_their_lines_in_the_changes():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf8"))
    date = citation["date-released"]
    heading = f"## {citation['version']} ({date.day} {date:%B %Y})"
    assert heading in (ROOT / "CHANGELOG.md").read_text(encoding="utf8")


def naming(author, said):
    """Return the files that give an author, a person or a group, in a line of data."""
    (name,) = {author[key] for key in ("family-names", "name") if key in author}
    line = re.compile(rf"\b(family-names|name): [\"']?{re.escape(name)}\b")
    return {file for file, text in said if line.search(text)}


def test_authors_stand_once():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf8"))
    said = list(texts(".md", ".cff", ".yml", ".toml"))
    for author in citation["authors"]:
        assert naming(author, said) == {"CITATION.cff"}
    assert "author" not in yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf8"))


def test_a_person_and_a_group_are_found_where_they_stand_twice():
    said = [("a", "  - family-names: LOVELACE\n    given-names: Ada"), ("b", "name: 'A club'"),
            ("c", "name: A club")]  # fmt: skip
    assert naming({"family-names": "LOVELACE", "given-names": "Ada"}, said) == {"a"}
    assert naming({"name": "A club"}, said) == {"b", "c"}


def test_nothing_has_to_be_filled_in_by_hand():
    places = re.compile(r"github\.(com|io)/OWN" + r"ER|\bOWN" + r"ER\.git|name: AUTH" + r"ORS\b")
    assert [name for name, text in texts() if places.search(text)] == []
    assert places.search("https://github.com/OWN" + "ER/book")


FORBIDDEN = {
    "a registry's host": r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg"
    r"|download\.pytorch|conda\.anaconda\.org|repo\.anaconda|index-url\s*[=:]\s*https?:",
    "a path of one machine": r"(?<![\w./:-])/(home|Users|root|work|mnt|media|data|scratch)/\w"
    r"|[A-Z]:\\\\?Users\\",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what):
    found = {(n, m.group()) for n, text in texts() for m in re.finditer(FORBIDDEN[what], text)}
    assert found == set()


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a registry's host", '"resolved": "https://registry.' + 'npmjs.org/mathjax"'),
        ("a registry's host", "--index-" + "url https://mirror.example/simple".replace(" ", "=")),
        ("a path of one machine", "open('/ho" + "me/someone/data.csv')"),
        ("a path of one machine", "cd /wo" + "rk/main"),
    ],
)
def test_the_search_finds(what, line):
    assert re.search(FORBIDDEN[what], line)


# --- the menu -----------------------------------------------------------------------------------

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.M))
INTERNAL = {"environment", "test-environment"}


def test_help_lists_each_target_with_what_it_does():
    # Within `make test` the inner make would announce the folder that it enters.
    outside = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=outside
    )
    lines = dict(line.split(maxsplit=1) for line in shown.stdout.splitlines()[1:])
    assert lines.keys() == TARGETS - INTERNAL
    assert {"book", "test", "serve", "lab", "clean", "help"} <= lines.keys()


def test_all_tests_asks_for_every_case_and_test_for_none_besides_its_turn():
    for target, asked in (("test-all", "all"), ("test", "")):
        tell = f"{MAKEFILE}\ntest-environment test: ; @echo told=$$COURSE_TESTS\n"
        outside = {n: v for n, v in os.environ.items() if "MAKE" not in n and n != "COURSE_TESTS"}
        shown = subprocess.run(
            ["make", "-f", "-", target], cwd=ROOT, input=tell, capture_output=True, text=True,
            check=True, env=outside,
        )  # fmt: skip
        assert shown.stdout.splitlines()[-1] == f"told={asked}"


def test_every_target_is_phony():
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M)
    assert set(phony.split()) == TARGETS


def test_the_texts_name_only_targets_that_are_there():
    said = {
        (name, target)
        for name, text in texts(".md", ".yml", ".py")
        for target in re.findall(r"`make ([a-z-]+)", text)
    }
    assert ("README.md", "book") in said
    assert {(name, target) for name, target in said if target not in TARGETS} == set()


# --- the environment ----------------------------------------------------------------------------

ENVIRONMENT = ROOT / "book" / "environment.py"


def test_an_older_python_is_told_what_is_needed_and_nothing_is_installed(monkeypatch):
    environment = load(ENVIRONMENT)
    older = SimpleNamespace(
        version_info=(3, 10, 4, "final", 0), exit=sys.exit, executable="/usr/bin/python3.10"
    )
    monkeypatch.setattr(environment, "sys", older)
    monkeypatch.setattr(environment, "install", lambda part: pytest.fail("installed"))
    monkeypatch.setattr("sys.argv", ["environment.py"])
    said = r"needs Python 3\.11 or newer, and /usr/bin/python3\.10 is 3\.10\.4: .*`make PYTHON="
    with pytest.raises(SystemExit, match=said):
        environment.main()


def test_an_older_python_can_read_the_file_that_says_so():
    ast.parse(ENVIRONMENT.read_text(encoding="utf8"), feature_version=(3, 7))


def test_an_address_given_to_pip_reaches_pip(tmp_path):
    asked = "import os; raise SystemExit(os.environ['PIP_EXTRA_INDEX_URL'] != 'somewhere')"
    code = f"""if True:
        import pathlib, sys, environment
        environment.VENV = pathlib.Path({str(tmp_path)!r})  # what fails is removed
        environment.run([sys.executable, "-c", {asked!r}], "asking")"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ENVIRONMENT.parent, capture_output=True, text=True,
        env=os.environ | {"PIP_EXTRA_INDEX_URL": "somewhere"},
    )  # fmt: skip
    assert done.stdout.startswith("asking: done"), done.stderr
    said = ENVIRONMENT.read_text(encoding="utf8")
    assert not re.search(r"--isolated|--index-url|--no-index", said)
