"""Make an executed notebook publishable: the same bytes for the same results, no hidden error."""

from __future__ import annotations

import html
import re
from typing import Any

from nbformat import NotebookNode

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
LIVE_NOTE = "The sliders of this cell need Python: they move in JupyterLab."
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


class HiddenError(Exception):
    """An error that papermill does not see."""


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Check an executed notebook and take out of it what differs from run to run.

    Raises:
        HiddenError: for an error inside a widget, writing to stderr, or an object's address
            in an output, with the cell that shows it.
    """
    _refuse_widget_errors(notebook)
    widgets = _widgets(notebook)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells, start=1):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
            cell.metadata["tags"] = ["injected-parameters", "remove-cell"]
        if cell.cell_type == "code":
            cell.outputs = [
                _output(o, number, widgets if "live" in tags else None)
                for o in _merged(cell.outputs)
            ]
    return notebook


def _refuse_widget_errors(notebook: NotebookNode) -> None:
    """Look for errors in widget state: a slider's callback that raised leaves its error there."""
    for state in _widgets(notebook).values():
        for output in state.get("outputs") or ():
            if output.get("output_type") == "error":
                trace = "\n".join(output.get("traceback", []))
                message = f"{output['ename']}: {output['evalue']}"
                raise HiddenError(f"a widget's callback raised {message}\n{trace}")


def _widgets(notebook: NotebookNode) -> dict[str, Any]:
    """Return the state of every widget by its model's id."""
    models = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    return {name: model.get("state", {}) for name, model in models.items()}


def _still(widgets: dict[str, Any], model: str) -> str:
    """Return a live control as HTML: where it runs, how it stands at first, what it says then."""
    names = [name.removeprefix("IPY_MODEL_") for name in widgets.get(model, {}).get("children", ())]
    parts = [widgets.get(name, {}) for name in names]
    told = "".join(o.get("text", "") for part in parts for o in part.get("outputs") or ())
    if not told:
        return f'<p class="course-live">{LIVE_NOTE}</p>'
    settings = ", ".join(f"{part['description']} {_setting(part)}" for part in parts if _set(part))
    note = f"{LIVE_NOTE} With {html.escape(settings)} it says:"
    lines = "<br>".join(html.escape(line) for line in told.splitlines())
    return f'<p class="course-live">{note} <code>{lines}</code></p>'


def _set(part: dict[str, Any]) -> bool:
    """Say whether a widget is one that the reader sets."""
    return "description" in part and ("value" in part or "_options_labels" in part)


def _setting(part: dict[str, Any]) -> str:
    """Return the words of what it is set to."""
    choices = part.get("_options_labels")
    return str(choices[part["index"]] if choices else part["value"])


def _merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream: where they are cut is chance."""
    merged: list[NotebookNode] = []
    for output in outputs:
        same = merged and merged[-1].get("name") == output.get("name")
        if same and merged[-1].output_type == output.output_type == "stream":
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def _output(output: NotebookNode, number: int, live: dict[str, Any] | None) -> NotebookNode:
    """Check one output and drop the widget's handle, which is a new random name each run.

    Args:
        output: of a cell.
        number: the cell's.
        live: all widgets, if the cell may show one that is no explorer.
    """
    if output.output_type == "stream" and output.name == "stderr":
        raise HiddenError(f"cell {number} writes to stderr: {output.text.strip()[:500]}")
    data: dict[str, Any] = output.get("data", {})
    view = data.pop(WIDGET_VIEW, None)
    if view is not None and "text/html" not in data:
        if live is None:
            raise HiddenError(f"cell {number} shows a bare widget: tag the cell 'live'")
        data.clear()
        data["text/html"] = _still(live, view["model_id"])
        data["text/plain"] = "(a live control)"
    texts = [output.get("text", ""), *(v for v in data.values() if isinstance(v, str))]
    for text in texts:
        found = _ADDRESS.search(text)
        if found:
            raise HiddenError(f"cell {number} shows an object's address ({found.group()})")
    return output
