"""The worker's client: an output area listens and does not answer."""

from types import SimpleNamespace

import nbformat

from book.street.worker import Client, ListeningOutput


def stream(text: str) -> dict[str, object]:
    return {
        "header": {"msg_type": "stream"},
        "msg_type": "stream",
        "parent_header": {},
        "content": {"name": "stdout", "text": text},
    }


def test_an_output_area_keeps_what_is_printed_without_a_word_to_the_kernel() -> None:
    keeper = SimpleNamespace(widget_state={"area": {"outputs": []}})
    area = ListeningOutput("area", {"outputs": []}, kernel_client=None, executor=keeper)
    for word in ("one ", "two"):
        area.output([], stream(word), None, 0)
    assert [output["text"] for output in keeper.widget_state["area"]["outputs"]] == ["one two"]


def test_the_client_makes_output_areas_that_only_listen() -> None:
    manager = SimpleNamespace(nb=nbformat.v4.new_notebook())
    opened = {"content": {"comm_id": "area", "data": {"state": {
        "_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "outputs": [],
    }}}}  # fmt: skip
    assert isinstance(Client(manager).on_comm_open_jupyter_widget(opened), ListeningOutput)
