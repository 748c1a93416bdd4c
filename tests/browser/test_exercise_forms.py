"""Exercises answered in a page: by keyboard and by touch, wide and on a phone."""

import pytest

from book.street import forms
from book.street.places import ROOT

pytestmark = pytest.mark.browser

STATIC = ROOT / "book" / "_static"
STATEMENTS = "".join(f"<li><p><strong>{a}.</strong> Said of <i>{a}</i>.</p></li>" for a in "abcd")
THEME = """:root {
  --pst-color-border: #ccc; --pst-color-text-base: #222; --pst-color-text-muted: #555;
  --pst-color-surface: #f3f4f5; --pst-color-background: #fff; --pst-color-primary: #0a58ca;
  --pst-color-success: #198754; --pst-color-warning: #b35900; --pst-color-danger: #b00020;
}"""


def cell(id):
    """Return an exercise's cell as the page holds it."""
    return f'<div class="cell"><div class="cell_output">{forms.exercise_form(id)}</div></div>'


@pytest.fixture(params=[1280, 360], ids=["wide", "phone"])
def page(browser, request, tmp_path):
    """A page of a choice, a number and an array, with the script and the style of the book."""
    file = tmp_path / "page.html"
    file.write_text(
        f"<!doctype html><html lang=en><meta charset=utf8><title>t</title><style>{THEME}</style>"
        f'<link rel=stylesheet href="{(STATIC / "exercises.css").as_uri()}">'
        f'<script src="{(STATIC / "exercises.js").as_uri()}"></script><main><h1>Exercises</h1>'
        f"<p>Which hold?</p><ul>{STATEMENTS}</ul><p>Answer.</p>{cell('01-1')}"
        f"{cell('03-4')}{cell('02-4')}</main></html>",
        encoding="utf8",
    )
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    yield page
    assert faults == []
    page.close()


def said(page, number):
    """Return what a form's reply says."""
    return page.locator("form output").nth(number).inner_text()


def test_statements_have_boxes_and_are_judged(page):
    assert page.locator("form fieldset").count() == 0
    assert page.get_by_text("needs JavaScript").count() == 0
    page.get_by_label("Said of b").check()
    page.get_by_role("button", name="Check").first.click()
    assert said(page, 0) == "≈ nearly. What you chose holds, and it is not all that holds."
    page.get_by_text("Said of d").click()
    assert said(page, 0) == ""  # a reply is one to what stands there
    page.get_by_role("button", name="Check").first.click()
    assert said(page, 0) == "✓ right. Well done."


def test_everything_is_done_by_keyboard(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "The slice says nothing of the directions" in said(page, 0)
    page.keyboard.press("Tab")
    page.keyboard.type("1,633")
    page.keyboard.press("Enter")
    assert said(page, 1).startswith("✗ wrong. Find the level")
    assert page.evaluate("document.activeElement.id") == "field-03-4"


def test_what_is_no_answer_is_asked_again(page):
    for button in page.get_by_role("button", name="Check").all():
        button.click()
    assert [said(page, k).strip() for k in range(3)] == [
        "Tick what holds.",
        "Write a number, such as 0.25, 1/4 or 2.5e-1.",
        "Write numbers, parted by commas.",
    ]


def test_a_list_of_numbers_is_judged(page):
    page.get_by_label("Your answer").nth(1).fill("1.3545 1.3545 .16377 .16377 −1.5183 −1.5183")
    page.get_by_role("button", name="Check").nth(2).click()
    assert said(page, 2) == "≈ nearly. The right values in another order."


def test_fields_are_large_enough_for_a_thumb_and_nothing_is_wider_than_the_page(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    for button in page.get_by_role("button", name="Check").all():
        assert button.bounding_box()["height"] >= 44
    for field in page.get_by_role("textbox").all():
        assert field.bounding_box()["height"] >= 44
        assert field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16
    for label in page.locator(".exercise-statements label").all():
        assert label.bounding_box()["height"] >= 24


def test_without_the_script_the_page_says_so(browser, tmp_path):
    (tmp_path / "page.html").write_text(f"<main>{cell('01-1')}</main>", encoding="utf8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.get_by_text("The check needs JavaScript").is_visible()
    assert not page.get_by_role("button").is_visible()
    page.context.close()
