"""Make an executed notebook publishable: the same bytes for the same results, no hidden error."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
LIVE_NOTE = (
    '<p class="course-live">The control of this cell runs in JupyterLab, '
    "where you can also edit it; this page shows its code.</p>"
)
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
            cell.outputs = [_output(o, number, "live" in tags) for o in _merged(cell.outputs)]
    return notebook


def _refuse_widget_errors(notebook: NotebookNode) -> None:
    """Look for errors in widget state: a slider's callback that raised leaves its error there."""
    state = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    for model in state.values():
        for output in model.get("state", {}).get("outputs", ()) or ():
            if output.get("output_type") == "error":
                trace = "\n".join(output.get("traceback", []))
                message = f"{output['ename']}: {output['evalue']}"
                raise HiddenError(f"a widget's callback raised {message}\n{trace}")


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


def _output(output: NotebookNode, number: int, live: bool) -> NotebookNode:
    """Check one output and drop the widget's handle, which is a new random name each run."""
    if output.output_type == "stream" and output.name == "stderr":
        raise HiddenError(f"cell {number} writes to stderr: {output.text.strip()[:500]}")
    data: dict[str, Any] = output.get("data", {})
    if data.pop(WIDGET_VIEW, None) is not None and "text/html" not in data:
        if not live:
            raise HiddenError(f"cell {number} shows a bare widget: tag the cell 'live'")
        data.clear()
        data["text/html"] = LIVE_NOTE
        data["text/plain"] = "(a live control)"
    texts = [output.get("text", ""), *(v for v in data.values() if isinstance(v, str))]
    for text in texts:
        found = _ADDRESS.search(text)
        if found:
            raise HiddenError(f"cell {number} shows an object's address ({found.group()})")
    return output
