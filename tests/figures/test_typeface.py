"""The typeface of figures and pages: one, open, small, and with the letters that the book uses."""

from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from book import typeface

STYLES = list(typeface.STYLES)


def fonts(style):
    return (
        TTFont(typeface.TTF / f"CourseSans-{style}.ttf"),
        TTFont(typeface.WOFF2 / f"CourseSans-{style}.woff2"),
    )


@pytest.mark.parametrize("style", STYLES)
def test_pages_have_the_same_letters_as_figures(style):
    ttf, woff2 = fonts(style)
    assert woff2.flavor == "woff2"
    assert ttf.getBestCmap() == woff2.getBestCmap()
    one, other = (font.getGlyphSet() for font in (ttf, woff2))
    assert all(one[name].width == other[name].width for name in one)
    assert str(ttf["name"].getDebugName(1)) == typeface.NAME


@pytest.mark.parametrize("style", STYLES)
def test_letters_greek_and_mathematics_are_there(style):
    have = fonts(style)[0].getBestCmap()
    needed = "Az09é αβγλμσφθΛΣΔΩ −×·±≤≥≈≠∞√∑∫∂ →←↑↓ ⁰¹²³⁻₀₁₂₃ ⟨⟩ …–—’“” ′½"
    assert not [letter for letter in needed if ord(letter) not in have]


def test_the_pages_load_120_kilobytes_at_most():
    sizes = [file.stat().st_size for file in typeface.WOFF2.glob("*.woff2")]
    assert len(sizes) == 3
    assert np.sum(sizes) <= 120_000


def test_the_licence_lies_beside_the_fonts_and_its_reserved_name_is_not_used():
    for folder in (typeface.TTF, typeface.WOFF2):
        words = (folder / "OFL.txt").read_text(encoding="utf8")
        assert "SIL Open Font License, Version 1.1" in words
        assert "Reserved Font Name 'Source'" in words
    assert "Source" not in typeface.NAME


def test_the_style_sheet_names_every_font_file():
    sheet = Path(typeface.WOFF2.parent / "figures.css").read_text(encoding="utf8")
    for file in typeface.WOFF2.glob("*.woff2"):
        assert f"url(fonts/{file.name})" in sheet


def test_a_missing_folder_of_fonts_is_a_sentence():
    with pytest.raises(SystemExit, match="say where the variable fonts are"):
        typeface.main([])
