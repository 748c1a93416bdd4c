"""An executed notebook is made publishable, or refused for an error that hides in it."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from book.street.tidy import LIVE_NOTE, WIDGET_STATE, WIDGET_VIEW, HiddenError, tidy


def notebook(*outputs, tags=()):
    return new_notebook(
        cells=[new_code_cell("x", outputs=list(outputs), metadata={"tags": [*tags]})]
    )


def display(**data):
    return new_output("display_data", data=data)


def test_an_error_in_widget_state_is_found():
    bad = notebook()
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["line 3"]}
    bad.metadata["widgets"] = {WIDGET_STATE: {"state": {"a": {"state": {"outputs": [error]}}}}}
    with pytest.raises(HiddenError, match="callback raised ValueError: no"):
        tidy(bad)


def test_widget_state_and_run_metadata_go():
    nb = notebook()
    nb.metadata["widgets"] = {WIDGET_STATE: {"state": {}}}
    nb.metadata["papermill"] = {"start_time": "now"}
    nb.cells[0].metadata["execution"] = {"iopub.status.busy": "now"}
    clean = tidy(nb)
    assert not {"widgets", "papermill"} & set(clean.metadata)
    assert "execution" not in clean.cells[0].metadata


def test_a_live_control_becomes_one_line():
    output = display(**{WIDGET_VIEW: {"model_id": "random"}, "text/plain": "interactive(...)"})
    shown = tidy(notebook(output, tags=["live"])).cells[0].outputs[0].data["text/html"]
    assert shown == f'<p class="course-live">{LIVE_NOTE}</p>'


def test_a_live_control_shows_how_it_stands_and_what_it_says():
    """Of a slider, a choice and a button only the first two are set; what is printed is shown."""
    output = display(**{WIDGET_VIEW: {"model_id": "all"}, "text/plain": "interactive(...)"})
    said = [{"output_type": "stream", "name": "stdout", "text": "1 < 2\n2\n"}]
    states = {
        "all": {"children": [f"IPY_MODEL_{name}" for name in ("load", "rule", "run", "out")]},
        "load": {"description": "load", "value": 0.1},
        "rule": {"description": "rule", "index": 1, "_options_labels": ["Hebb", "projection"]},
        "run": {"description": "Run Interact"},
        "out": {"outputs": said},
    }
    bad = notebook(output, tags=["live"])
    models = {name: {"state": state} for name, state in states.items()}
    bad.metadata["widgets"] = {WIDGET_STATE: {"state": models}}
    shown = tidy(bad).cells[0].outputs[0].data["text/html"]
    assert "With load 0.1, rule projection it says:" in shown
    assert "<code>1 &lt; 2<br>2</code>" in shown


def test_a_bare_widget_elsewhere_is_refused():
    output = display(**{WIDGET_VIEW: {"model_id": "random"}, "text/plain": "interactive(...)"})
    with pytest.raises(HiddenError, match="tag the cell 'live'"):
        tidy(notebook(output))


def test_an_explorer_keeps_its_page_and_loses_its_random_handle():
    output = display(**{WIDGET_VIEW: {"model_id": "random"}, "text/html": "<course-explorer>"})
    assert tidy(notebook(output)).cells[0].outputs[0].data == {"text/html": "<course-explorer>"}


def test_pieces_of_a_stream_are_joined():
    pieces = [new_output("stream", name="stdout", text=t) for t in ("a", "b\n", "c\n")]
    assert [o.text for o in tidy(notebook(*pieces)).cells[0].outputs] == ["ab\nc\n"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (new_output("stream", name="stderr", text="UserWarning: old"), "writes to stderr"),
        (display(**{"text/plain": "<object at 0x7f00aa12bb34>"}), "object's address"),
    ],
)
def test_what_differs_between_runs_is_refused(output, message):
    with pytest.raises(HiddenError, match=message):
        tidy(notebook(output))


def test_the_injected_cell_has_a_fixed_name_and_is_not_shown():
    cell = tidy(notebook(tags=["injected-parameters"])).cells[0]
    assert (cell.id, "remove-cell" in cell.metadata.tags) == ("injected-parameters", True)
