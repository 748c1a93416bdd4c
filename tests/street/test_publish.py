"""What a site has beside its pages: the page for wrong links, and the archive to read offline."""

import zipfile

import pytest

from book.street import publish
from book.street.address import Address

HERE = Address(repository="https://github.com/ada/book", site="https://ada.github.io/book/")


@pytest.fixture
def site(tmp_path):
    for name in ("index.html", "book/index.html", "notebooks/02-b.html", ".key"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(name, encoding="utf8")
    return tmp_path / "site"


def test_the_page_for_wrong_links_starts_at_the_sites_own_root(site):
    publish.not_found(site, HERE)
    text = (site / "404.html").read_text(encoding="utf8")
    assert '<base href="/book/">' in text
    assert "https://github.com/ada/book/issues/new?" in text
    publish.not_found(site, Address())
    text = (site / "404.html").read_text(encoding="utf8")
    assert '<base href="/">' in text
    assert "github.com" not in text
    assert "$" not in text


def test_the_archive_holds_the_site_in_one_folder_and_neither_itself_nor_the_key(site):
    for _ in range(2):
        made = publish.archive(site)
    with zipfile.ZipFile(made) as packed:
        names = packed.namelist()
        assert packed.read(f"{made.stem}/index.html") == b"index.html"
    assert sorted(names) == [f"{made.stem}/{name}" for name in
                             ("book/index.html", "index.html", "notebooks/02-b.html")]  # fmt: skip


def test_a_local_site_has_no_archive_and_a_published_one_its_notebooks(site, tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "STAGE", tmp_path)
    (tmp_path / publish.FOLDER).mkdir()
    (tmp_path / publish.FOLDER / "02-b.ipynb").write_text("{}", encoding="utf8")
    publish.complete(site, Address())
    assert not (site / publish.ARCHIVE).exists()
    publish.complete(site, HERE)
    assert (site / "notebooks" / "02-b.ipynb").exists()
    with zipfile.ZipFile(site / publish.ARCHIVE) as packed:
        assert any(name.endswith("notebooks/02-b.ipynb") for name in packed.namelist())
