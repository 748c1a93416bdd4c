"""What is told of a rendering that failed; style sheets that are put into a rendered site."""

import shutil
import zipfile
import zlib

from book.street import keys, places, publish, render


def test_a_full_disk_is_told_in_one_sentence():
    lines = ["Traceback (most recent call last):\n",
             "OSError: [Errno 28] No space left on device: '/tmp/a.html'\n",
             "\x1b[91mWARNING: a page\x1b[39;49;00m\n"]  # fmt: skip
    said = render.complaints(lines)
    assert said.startswith("The disk is full: No space left on device")
    assert "\n" not in said


def test_pages_that_are_refused_are_told_with_their_warnings_or_the_end_of_what_was_said():
    said = render.complaints(["reading\n", "\x1b[91ma.md:3: WARNING: No space left on device\n"])
    assert said == "jupyter-book refuses the pages:\na.md:3: WARNING: No space left on device"
    assert render.complaints(["it went\n"]) == "jupyter-book refuses the pages:\nit went\n"


def site_with(folder, sheet):
    """Return a site of one page and one style sheet, and its pages' key."""
    page = '<link href="../_static/course.css?v={:08x}"><link href="../_static/other.css?v=0">'
    places.write(folder / "book" / "index.html", page.format(zlib.crc32(sheet.encode())))
    places.write(folder / "_static" / "course.css", sheet)
    render.stamp(folder, "key")
    return folder


def test_a_changed_style_sheet_makes_the_site_that_rendering_would(tmp_path):
    site, sheet = site_with(tmp_path / "html", "a {}"), tmp_path / "course.css"
    sheet.write_text("a { color: red }")
    assert render.restyle(site, "key", {"course.css": sheet}) == ["course.css"]
    assert render.rendered(site, "key")
    again = site_with(tmp_path / "again", "a { color: red }")
    assert render.rendered(again, "key")
    for name in ("book/index.html", "_static/course.css", ".key"):
        assert (site / name).read_bytes() == (again / name).read_bytes()
    assert render.restyle(site, "key", {"course.css": sheet}) == []


def test_an_archive_holds_the_changed_style_sheet(tmp_path):
    site, sheet = site_with(tmp_path / "html", "a {}"), tmp_path / "course.css"
    publish.archive(site)
    render.stamp(site, "key")
    sheet.write_text("b {}")
    render.restyle(site, "key", {"course.css": sheet})
    with zipfile.ZipFile(site / publish.ARCHIVE) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith("course.css"))
        assert packed.read(name) == b"b {}"


def test_of_style_sheets_names_and_icons_enter_the_key_of_the_pages(tmp_path, monkeypatch):
    shutil.copytree(places.ROOT / "book" / "_static", tmp_path / "book" / "_static")
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        (tmp_path / name).touch()
    monkeypatch.setattr(places, "ROOT", tmp_path)
    key, sheet = keys.site_key([]), tmp_path / "book" / "_static" / "course.css"
    text = sheet.read_text(encoding="utf8")
    sheet.write_text(text + "a {}", encoding="utf8")
    assert keys.site_key([]) == key
    sheet.write_text(text + r'a { content: "\f123" }', encoding="utf8")
    assert keys.site_key([]) != key
    sheet.write_text(text, encoding="utf8")
    assert keys.site_key([]) == key
    sheet.rename(sheet.with_name("other.css"))
    assert keys.site_key([]) != key
