"""Exercises on a page: answered there, without a kernel, and solved in one fold.

``place`` is called for each executed chapter when it is staged. Data of a form stand in its page in
base64: whoever looks at the source by chance does not read the answer.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from nbformat.v4 import new_markdown_cell, new_output

from book.street.places import BuildError
from book.street.stubs import taken_apart
from lib import exercises

_NUMBER = "A number, such as 0.25, 1/4 or 2.5e-1."
_NUMBERS = "Numbers, parted by commas or spaces."
_KERNEL = """<p class="exercise-kernel">This one asks for a function. To check it, open the
chapter in JupyterLab, write it in the place of the dots and run the cell.</p>"""
_LETTERS = re.compile(r"\n\nAnswer with all letters that hold, such as .*\Z")
_FORM = """<form class="exercise-form" id="answer-{id}" data-judge="{judge}" hidden>
{fields}
<button type="submit">Check</button>
{form}
<output aria-live="polite"></output>
</form>
<p class="exercise-kernel">The check needs JavaScript.</p>"""


def place(notebook: Any) -> None:
    """Give an executed chapter's exercises their forms, and each solution one fold.

    A cell tagged ``exercise`` gets its form in place of its output; where the form has boxes to
    tick, the words before it no longer ask for letters. The cell tagged ``solution`` goes into the
    dropdown before it, with the answer in words.

    Raises:
        BuildError: if a solution does not follow its dropdown.
    """
    kept: list[Any] = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "exercise" in tags:
            id = re.findall(r'exercises\.check\("([^"]+)"', cell.source)[-1]
            form = {"text/html": exercise_form(id), "text/plain": f"The form of exercise {id}"}
            cell.outputs = [new_output("display_data", form)]
            if exercises.exercise(id).page():  # answered there: the stub is for a kernel
                tags.append("hide-input")
            if isinstance(exercises.exercise(id), exercises.Choice):
                kept[-1].source = _LETTERS.sub("", kept[-1].source)
        if "solution" in tags:
            words = kept.pop() if kept else new_markdown_cell()
            words.source = one_fold(words.source, cell.source)
            cell = words
        kept.append(cell)
    notebook.cells = kept


def exercise_form(id: str) -> str:
    """Return the form that asks for an exercise's answer and judges it in the page.

    A choice has boxes, which the script moves to the statements in the page; a number or a list of
    numbers has a field; of a function it is said where it is checked.
    """
    found = exercises.exercise(id)
    data = found.page()
    if not data:
        return _KERNEL
    if isinstance(found, exercises.Choice):
        boxes = (f'<label><input type="checkbox" value="{a}"> {a}</label>' for a in found.options)
        fields = f"<fieldset><legend>What holds?</legend>{''.join(boxes)}</fieldset>"
        form = ""
    else:
        fields = (
            f'<label for="field-{id}">Your answer</label> <input id="field-{id}" type="text" '
            f'aria-describedby="form-{id}" autocomplete="off" spellcheck="false">'
        )
        form = f'<small id="form-{id}">{_NUMBER if data["one"] else _NUMBERS}</small>'
    judge = base64.b64encode(json.dumps(data).encode()).decode()
    return _FORM.format(id=id, judge=judge, fields=fields, form=form)


def one_fold(words: str, solution: str) -> str:
    """Return a solution's dropdown with the answer in words and the code of its cell.

    Raises:
        BuildError: if the words are no dropdown.
    """
    body, id, _ = taken_apart(solution)
    head, _, rest = words.strip().partition("\n")
    if not head.startswith(":::{dropdown}") or not rest.endswith("\n:::"):
        raise BuildError(f"the solution of exercise {id} does not follow a dropdown")
    found = exercises.exercise(id)
    code = re.sub(r"^ *# (solution|end)\n| *# solution$", "", f"{body}\n", flags=re.M)
    shown = "" if isinstance(found, exercises.Choice) else f"\n```python\n{code.strip()}\n```\n"
    stated = f"{found.stated()}\n\n" if found.stated() else ""
    return f"{head}\n{stated}{rest.removesuffix(':::')}{shown}:::"
