"""The book's address is found once: in the settings, the runner's environment, or the remote."""

import subprocess

import pytest
import yaml

from book.street import address, settings
from book.street.address import Address
from book.street.places import ROOT, BuildError

SILENT = {"repository": {"url": "", "branch": ""}, "html": {"baseurl": ""}}
GITHUB = {"GITHUB_REPOSITORY": "grace/Course", "GITHUB_SERVER_URL": "https://github.com",
          "GITHUB_REF_NAME": "main", "GITHUB_SHA": "a" * 40}  # fmt: skip
GITLAB = {"CI_PROJECT_URL": "https://gitlab.com/club/sub/course", "CI_COMMIT_REF_NAME": "dev",
          "CI_PAGES_URL": "https://club.gitlab.io/sub/course"}  # fmt: skip


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a function that gives this checkout's remote another address, and no runner."""
    for name in [*GITHUB, *GITLAB, "GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(address, "ROOT", tmp_path)
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    config["repository"] |= SILENT["repository"]
    config["html"] |= SILENT["html"]
    (tmp_path / "_config.yml").write_text(yaml.safe_dump(config), "utf8")

    def make(remote=None):
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        if remote:
            subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", remote], check=True)
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("https://github.com/grace/course.git", "https://github.com/grace/course"),
        ("https://grace:token@github.com/grace/course", "https://github.com/grace/course"),
        ("git@github.com:grace/course.git", "https://github.com/grace/course"),
        ("ssh://git@gitlab.com:22/club/sub/course.git", "https://gitlab.com/club/sub/course"),
        (
            "https://code.example.org:8443/grace/course",
            "https://code.example.org:8443/grace/course",
        ),
        ("/srv/git/course.git", ""),
        ("../course", ""),
        ("file:///srv/git/course", ""),
        ("C:\\git\\course", ""),
        ("C:/git/course", ""),
        ("backup:course", ""),
        ("http://localhost:3000/grace/course", ""),
        ("http://127.0.0.1:3000/grace/course", ""),
        ("http://[::1]/grace/course", ""),
        ("", ""),
    ],
)
def test_a_remote_is_a_page_or_no_address(remote, page):
    assert address.web(remote) == page


@pytest.mark.parametrize(
    ("repository", "site"),
    [
        ("https://github.com/Grace/Course", "https://grace.github.io/Course/"),
        ("https://github.com/Grace/grace.github.io", "https://grace.github.io/"),
        ("https://gitlab.com/club/sub/course", "https://club.gitlab.io/sub/course/"),
        ("https://code.example.org/grace/course", ""),
        ("", ""),
    ],
)
def test_a_host_serves_pages_at_its_own_place(repository, site):
    assert address.published(repository) == site


def test_the_runner_says_where_the_book_belongs():
    found = address.find(SILENT, GITHUB, "/srv/git/course")
    assert found == Address(
        repository="https://github.com/grace/Course", branch="main",
        site="https://grace.github.io/Course/", commit="a" * 40,
    )  # fmt: skip
    request = GITHUB | {"GITHUB_REF_NAME": "12/merge", "GITHUB_BASE_REF": "dev"}
    assert address.find(SILENT, request, "").branch == "dev"
    found = address.find(SILENT, GITLAB, "")
    assert (found.repository, found.branch) == ("https://gitlab.com/club/sub/course", "dev")
    assert found.site == "https://club.gitlab.io/sub/course/"


def test_what_the_settings_say_counts_first():
    said = {"repository": {"url": "https://github.com/ada/book/", "branch": "stable"},
            "html": {"baseurl": "https://book.example.org"}}  # fmt: skip
    found = address.find(said, GITHUB, "git@github.com:someone/else.git")
    assert found.repository == "https://github.com/ada/book"
    assert (found.branch, found.site) == ("stable", "https://book.example.org/")


@pytest.mark.parametrize(("part", "key"), [("repository", "url"), ("html", "baseurl")])
def test_a_place_that_is_no_address_is_refused(part, key):
    said = SILENT | {part: SILENT[part] | {key: "github.com/ada/book"}}
    with pytest.raises(BuildError, match=rf"'github.com/ada/book' as {part}.{key}: write a whole"):
        address.find(said, {}, "")


NAMELESS = ("https://github.com/ada-lovelace", "git@github.com:ada-lovelace",
            "https://github.com/ada/book/tree/main", "https://gitlab.com/club")  # fmt: skip


@pytest.mark.parametrize("given", NAMELESS)
def test_an_owner_without_a_repository_is_told(given):
    said = "which is no repository: give its owner and its name, as https://git"
    with pytest.raises(BuildError, match=rf"git gives as remote origin 'https://\S+', {said}"):
        address.find(SILENT, {}, given)
    if "://" in given:
        config = SILENT | {"repository": {"url": given, "branch": ""}}
        with pytest.raises(BuildError, match=rf"_config.yml gives as repository.url '\S+', {said}"):
            address.find(config, {}, "")


@pytest.mark.parametrize("given", ["https://www.github.com/ada/book", "https://GitHub.com/ada/book",
                                   "https://github.com/ada/book.git/"])  # fmt: skip
def test_a_known_host_is_known_by_its_other_names(given):
    config = SILENT | {"repository": {"url": given, "branch": ""}}
    for found in (address.find(SILENT, {}, given), address.find(config, {}, "")):
        assert found.repository == "https://github.com/ada/book"
        assert found.site == "https://ada.github.io/book/"


def test_another_hosts_repository_may_lie_at_its_root():
    found = address.find(SILENT, {}, "https://www.example.org/book.git")
    assert (found.repository, found.site) == ("https://www.example.org/book", "")


def test_a_clone_with_another_remote_holds_that_name_and_no_other(checkout):
    root = checkout("git@github.com:grace/my-course.git")
    found = address.read()
    assert found.repository == "https://github.com/grace/my-course"
    assert (found.branch, found.commit) == ("main", "")
    filled = settings.fill((root / "_config.yml").read_text("utf8"), found)
    config = yaml.safe_load(filled)
    assert config["repository"] == {"url": found.repository, "branch": "main"}
    assert config["html"]["baseurl"] == "https://grace.github.io/my-course/"
    assert config["sphinx"]["config"]["ogp_site_url"] == config["html"]["baseurl"]
    links = {k: v for k, v in config["sphinx"]["config"]["course"].items() if "://" in v}
    assert links.keys() == {"site", "repository", "report", "binder", "colab", "workspace",
                            "archive", "cited"}  # fmt: skip
    assert [link for link in links.values() if "grace" not in link or "my-course" not in link] == []


def test_a_clone_says_what_its_text_is_and_whether_it_was_changed_since(checkout):
    root = checkout("git@github.com:grace/my-course.git")

    def git(*words):
        who = ["-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
        return subprocess.check_output(["git", "-C", root, *who, *words], text=True).strip()

    git("add", "_config.yml")
    git("commit", "-qm", "Mine")
    first = git("rev-parse", "HEAD")
    assert (address.read().commit, address.read().changed) == (first, False)
    (root / "notes.txt").write_text("of no page")
    git("add", "notes.txt")
    git("commit", "-qm", "Notes")
    assert (address.read().commit, address.read().changed) == (first, False)
    with (root / "_config.yml").open("a") as config:
        config.write("# mine\n")
    assert (address.read().commit, address.read().changed) == (first, True)


def test_without_a_remote_the_build_is_local_and_makes_no_link(checkout):
    root = checkout()
    assert address.read() == Address()
    config = yaml.safe_load(settings.fill((root / "_config.yml").read_text("utf8"), Address()))
    assert "repository" not in config
    assert config["html"]["use_repository_button"] is False
    assert config["html"]["baseurl"] == ""
    assert [v for v in config["sphinx"]["config"]["course"].values() if "://" in v] == []


def test_a_folder_that_is_no_checkout_takes_no_address_of_one_around_it(checkout, monkeypatch):
    root = checkout("git@github.com:grace/my-course.git")
    (root / "unpacked").mkdir()
    monkeypatch.setattr(address, "ROOT", root / "unpacked")
    assert address.git("remote", "get-url", "origin") == ""


def test_the_default_branch_is_the_remotes(checkout):
    root = checkout("git@github.com:grace/my-course.git")
    head = ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]
    subprocess.run(["git", "-C", root, *head], check=True)
    assert address.read().branch == "trunk"


def test_every_host_gets_the_links_that_it_knows():
    club = Address(repository="https://gitlab.com/club/sub/course", branch="main")
    assert club.binder("a.ipynb").startswith("https://mybinder.org/v2/gl/club%2Fsub%2Fcourse/main?")
    assert club.report("a b") == (
        "https://gitlab.com/club/sub/course/-/issues/new?issue%5Btitle%5D=Mistake+on+a+b"
    )
    assert club.colab("a.ipynb") == ""
    other = Address(repository="https://code.example.org/ada/book", branch="a/b")
    assert "/v2/git/https%3A%2F%2Fcode.example.org%2Fada%2Fbook/a/b?" in other.binder("a.ipynb")
    assert [Address().binder("a"), Address().colab("a"), Address().report("a")] == [""] * 3


def test_authors_version_and_date_come_from_the_citation():
    config = yaml.safe_load(settings.fill((ROOT / "_config.yml").read_text("utf8"), Address()))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    assert config["author"] == settings.authors(citation)
    assert config["copyright"] == f"2026 {config['author']}"
    course = config["sphinx"]["config"]["course"]
    assert course["version"] == citation["version"]
    assert course["released"] == str(citation["date-released"])


@pytest.mark.parametrize(
    ("more", "where"),
    [({}, "https://ada.io/"), ({"doi": "10.5281/zenodo.7"}, "https://doi.org/10.5281/zenodo.7")],
)
def test_how_to_cite_comes_from_the_citation(more, where):
    citation = {"authors": [{"given-names": "Ada", "family-names": "L."}], "title": "A book",
                "version": "1.2.0", "date-released": "2027-03-01"}  # fmt: skip
    made = settings.edition(citation | more, Address(site="https://ada.io/"))
    assert made["cite"] == "Ada L. (2027). A book, version 1.2.0."
    assert made["cited"] == where
