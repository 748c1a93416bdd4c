"""`make serve` finds a free port, opens a window on a screen, and answers wrong links."""

import importlib.util
import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[1] / "book" / "serve.py"


@pytest.fixture
def serve(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("serve", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "SITE", tmp_path)
    (tmp_path / "index.html").write_text("first page", encoding="utf8")
    (tmp_path / "404.html").write_text('<base href="/book/">not here', encoding="utf8")
    return module


@pytest.fixture
def address(serve):
    server = serve.listen(8000)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_site_is_served_and_a_wrong_link_gets_its_page_at_any_depth(address, capfd):
    with urllib.request.urlopen(f"{address}/") as answer:
        assert answer.read() == b"first page"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}/deep/down/x.html")
    with refused.value as answer:
        assert (answer.code, answer.read()) == (404, b'<base href="/">not here')
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(("built", "shown"), [(["part"], "part"), (["part", "html"], "html")])
def test_a_part_of_the_book_is_served_until_the_whole_is_there(built, shown, tmp_path):
    copy = tmp_path / "book" / "serve.py"
    copy.parent.mkdir()
    copy.write_text(PATH.read_text(encoding="utf8"), encoding="utf8")
    for name in built:
        (tmp_path / "_build" / name).mkdir(parents=True)
    spec = importlib.util.spec_from_file_location("copied", copy)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    site = module.SITE
    assert site == tmp_path / "_build" / shown


def test_the_next_free_port_is_taken(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve.listen(port) as server:
            assert port < server.server_port < port + serve.TRIED


def test_without_a_free_port_there_is_one_sentence(serve, monkeypatch):
    def refuse(*_):
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(serve, "Server", refuse)
    with pytest.raises(
        SystemExit, match=r"No port from 8000 to 8019 can be used \(Address already"
    ):
        serve.listen(8000)


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_what_is_no_port_is_refused_in_one_sentence(serve, monkeypatch, port):
    monkeypatch.setattr("sys.argv", ["serve.py", port])
    with pytest.raises(SystemExit, match=f"'{port}' is no port: give a number below 65536"):
        serve.main()


def test_without_a_site_there_is_one_sentence(serve, monkeypatch, tmp_path):
    (tmp_path / "index.html").unlink()
    with pytest.raises(SystemExit, match="run `make book` first"):
        serve.main()


@pytest.mark.parametrize(
    ("terminal", "system", "variables", "opens"),
    [
        (True, "linux", {"DISPLAY": ":0"}, True),
        (True, "linux", {"WAYLAND_DISPLAY": "w"}, True),
        (True, "linux", {}, False),
        (True, "darwin", {}, True),
        (True, "win32", {}, True),
        (False, "linux", {"DISPLAY": ":0"}, False),
    ],
)
def test_a_window_opens_only_where_somebody_sits(
    serve, monkeypatch, terminal, system, variables, opens
):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    assert serve.has_screen() is opens


def test_the_window_shows_the_address_that_is_printed(serve, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr("sys.argv", ["serve.py", "8000"])
    monkeypatch.setattr(serve, "has_screen", lambda: True)
    monkeypatch.setattr(serve.webbrowser, "open", opened.append)
    monkeypatch.setattr(serve.Server, "serve_forever", lambda _: None)
    serve.main()
    assert opened[0] in capsys.readouterr().out
