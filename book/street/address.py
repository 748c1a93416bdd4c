"""Where the book is published: its repository, branch and address, found in one place.

What ``_config.yml`` says counts first, then the environment of the host's runner (GitHub, GitLab),
then the remote of the checkout. Where none of them says anything the build is local: it has no
address, and no link of its pages leads to a place that somebody made up.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import os
import re
import subprocess
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import yaml

from book.street.places import ROOT, BuildError

COLAB = "colab"  # the branch on which the workflow keeps the notebooks made for Colab
WORKSPACE = "book/course.jupyterlab-workspace"
# What pages are made from.
_SOURCES = ("notebooks", "lib", "book", "_config.yml", "_toc.yml", "CITATION.cff", "CHANGELOG.md")
_BINDER = "https://mybinder.org/v2"
_SHORT = {"github.com": "gh", "gitlab.com": "gl"}
THEME_KNOWS = _SHORT.keys()  # the hosts whose button the theme can draw


@dataclasses.dataclass(frozen=True, kw_only=True)
class Address:
    """Where one build of the book belongs; every part may be empty.

    Attributes:
        repository: the repository's page, as ``https://host/owner/name``.
        branch: the branch, or tag, that the build is made from.
        site: where the pages are served, ending in ``/``.
        commit: what the build is made from, as a runner or the checkout says.
        changed: whether the build holds what no commit of the checkout does.
    """

    repository: str = ""
    branch: str = ""
    site: str = ""
    commit: str = ""
    changed: bool = False

    @property
    def host(self) -> str:
        """The repository's host."""
        return urlsplit(self.repository).netloc

    @property
    def path(self) -> str:
        """Owner and name of the repository."""
        return urlsplit(self.repository).path.strip("/")

    def binder(self, path: str) -> str:
        """Return the link that opens a file of the repository in Binder, or nothing.

        >>> Address(repository="https://github.com/ada/book", branch="main").binder("a.ipynb")
        'https://mybinder.org/v2/gh/ada/book/main?urlpath=lab/tree/a.ipynb'
        """
        if not self.repository:
            return ""
        kind = _SHORT.get(self.host, "git")
        where = {"gh": self.path, "gl": quote(self.path, safe="")}
        place = where.get(kind, quote(self.repository, safe=""))
        return f"{_BINDER}/{kind}/{place}/{quote(self.branch)}?urlpath=lab/tree/{quote(path)}"

    def colab(self, path: str) -> str:
        """Return the link that opens a chapter in Colab, which reads from GitHub only, or nothing.

        >>> Address(repository="https://github.com/ada/book", branch="main").colab("a.ipynb")
        'https://colab.research.google.com/github/ada/book/blob/colab/a.ipynb'
        """
        if self.host != "github.com":
            return ""
        return f"https://colab.research.google.com/github/{self.path}/blob/{COLAB}/{quote(path)}"

    def source(self, path: str) -> str:
        """Return the page of a file of the repository, or nothing."""
        between = {"github.com": "blob", "gitlab.com": "-/blob"}.get(self.host, "src/branch")
        page = f"{self.repository}/{between}/{quote(self.branch)}/{quote(path)}"
        return page if self.repository else ""

    def report(self, page: str) -> str:
        """Return the form that reports a mistake on a page, or nothing.

        >>> Address(repository="https://github.com/ada/book").report("book/notation")
        'https://github.com/ada/book/issues/new?title=Mistake+on+book%2Fnotation'
        """
        if not self.repository:
            return ""
        title, place = ("issue[title]", "-/") if self.host == "gitlab.com" else ("title", "")
        asked = urlencode({title: f"Mistake on {page}"})
        return f"{self.repository}/{place}issues/new?{asked}"


def read() -> Address:
    """Return the address of a build of this checkout, here and now."""
    said = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf8"))
    found = find(said, os.environ, git("remote", "get-url", "origin"))
    if found.commit or not found.repository:
        return found
    commit = git("log", "-1", "--format=%H", "--", *_SOURCES)
    changed = bool(git("status", "--porcelain", "--untracked-files=no", "--", *_SOURCES))
    return dataclasses.replace(found, commit=commit, changed=changed)


def find(said: Mapping[str, Any], runner: Mapping[str, str], remote: str) -> Address:
    """Return the address that the settings, a runner's environment or a remote give.

    Args:
        said: what ``_config.yml`` holds.
        runner: the variables of the environment.
        remote: the address of the checkout's remote ``origin``, or nothing.

    Raises:
        BuildError: if ``_config.yml`` names a place that is no web address, or what names the
            repository has no owner or no name.
    """
    repository, branch = (str(said["repository"][key] or "") for key in ("url", "branch"))
    site = str(said["html"]["baseurl"] or "")
    for key, value in {"repository.url": repository, "html.baseurl": site}.items():
        if value and not re.match(r"https?://[\w.-]+", value):
            raise BuildError(f"_config.yml gives {value!r} as {key}: write a whole address, as "
                             "https://github.com/owner/name is one, or leave it empty")  # fmt: skip
    named, on, pages = _of_runner(runner)
    repository = (_whole(repository, "_config.yml gives as repository.url")
                  or named or _whole(web(remote), "git gives as remote origin"))  # fmt: skip
    site = site or pages or published(repository)
    return Address(
        repository=repository,
        branch=(branch or on or default_branch()) if repository else "",
        site=f"{site.rstrip('/')}/" if site else "",
        commit=runner.get("GITHUB_SHA") or runner.get("CI_COMMIT_SHA") or "",
    )


def _whole(page: str, giver: str) -> str:
    """Return a repository's page as the links of a known host need it; another host's as it is.

    Raises:
        BuildError: if it is a known host's, but has not an owner and a name.
    """
    page = page.rstrip("/")
    parts = urlsplit(page)
    host, path = parts.netloc.lower().removeprefix("www."), parts.path.strip("/")
    if host not in _SHORT:
        return page
    if path.count("/") != 1 and (host == "github.com" or "/" not in path):
        raise BuildError(f"{giver} {page!r}, which is no repository: give its owner and its name, "
                         f"as https://{host}/owner/name does")  # fmt: skip
    return f"https://{host}/{path.removesuffix('.git')}"


def _of_runner(runner: Mapping[str, str]) -> tuple[str, str, str]:
    """Return repository, branch and site as the host's runner names them; a change, where it goes.

    GitHub:
    https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    GitLab: https://docs.gitlab.com/ci/variables/predefined_variables/
    """
    if runner.get("GITHUB_REPOSITORY"):
        server = runner.get("GITHUB_SERVER_URL") or "https://github.com"
        branch = runner.get("GITHUB_BASE_REF") or runner.get("GITHUB_REF_NAME", "")
        return f"{server}/{runner['GITHUB_REPOSITORY']}", branch, ""
    target = runner.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    branch = target or runner.get("CI_COMMIT_REF_NAME", "")
    return runner.get("CI_PROJECT_URL", ""), branch, runner.get("CI_PAGES_URL", "")


def web(remote: str) -> str:
    """Return the web page of a git remote; nothing for a folder or a machine's own name.

    >>> web("git@github.com:ada/book.git"), web("https://ada:secret@github.com/ada/book/")
    ('https://github.com/ada/book', 'https://github.com/ada/book')
    >>> web("/srv/book.git"), web("C:/book"), web("http://127.0.0.1:8080/book")
    ('', '', '')
    """
    found = re.fullmatch(r"(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!/)(.+)", remote)
    host, path = found.groups() if found else ("", "")
    if "://" in remote:
        parts = urlsplit(remote)
        port = f":{parts.port}" if parts.scheme == "https" and parts.port else ""
        host, path = f"{parts.hostname or ''}{port}", parts.path
    path = path.strip("/").removesuffix(".git")
    return f"https://{host}/{path}" if path and _public(host) else ""


def _public(host: str) -> bool:
    """Say whether a host has a name that other machines may know."""
    name = host.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." in name
    return False


def published(repository: str) -> str:
    """Return where GitHub or GitLab serves a repository's pages; nothing for another host.

    >>> published("https://github.com/Ada/book"), published("https://github.com/Ada/ada.github.io")
    ('https://ada.github.io/book/', 'https://ada.github.io/')
    """
    parts = urlsplit(repository)
    domain = {"github.com": "github.io", "gitlab.com": "gitlab.io"}.get(parts.netloc)
    owner, _, name = parts.path.strip("/").partition("/")
    if domain is None or not name:
        return ""
    own = f"{owner.lower()}.{domain}"
    return f"https://{own}/" if name.lower() == own else f"https://{own}/{name}/"


def default_branch() -> str:
    """Return the branch that the remote shows first, as far as the checkout knows it."""
    return git("symbolic-ref", "--short", "refs/remotes/origin/HEAD")[len("origin/") :] or "main"


def git(*words: str) -> str:
    """Return what git says of this checkout; nothing without git, or outside a checkout of it."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 and (ROOT / ".git").exists() else ""


if __name__ == "__main__":
    for name, value in dataclasses.asdict(read()).items():
        print(f"{name}: {value or 'none'}")
