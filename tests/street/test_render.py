"""What is told of a rendering that failed."""

from book.street import render


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
