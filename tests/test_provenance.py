"""lib.provenance: what was used is recorded, with what it was when it was used."""

import subprocess
import sys
from pathlib import Path

import pytest

from lib import presets, provenance

ROOT = Path(__file__).resolve().parents[1]


def alone(code):
    """Run code in a process that has used nothing yet; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize("module", ["presets", "data", "theory", "networks", "curvature"])
def test_what_an_import_loads_is_among_what_is_reached(module):
    loaded = alone(f"import lib.{module}; from lib import provenance; print(*provenance.used())")
    reached = provenance.reached(f"lib.{module}")
    assert f"lib/{module}/__init__.py" in loaded or f"lib/{module}.py" in loaded
    assert {name for name in loaded if name.endswith(".py")} - {"lib/provenance.py"} <= set(reached)
    assert len(reached) < len(provenance.code()) / 2


def test_who_imports_by_a_name_made_at_run_time_reaches_all_of_lib(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    (tmp_path / "lib").mkdir()
    plain, by_name = "def f():\n    from lib import b", "import importlib"
    for name, text in {"__init__": "", "a": plain, "b": "", "c": by_name, "d": ""}.items():
        (tmp_path / "lib" / f"{name}.py").write_text(text)
    assert list(provenance.reached("lib.a")) == ["lib/__init__.py", "lib/a.py", "lib/b.py"]
    assert set(provenance.reached("lib.c")) == provenance.code()


def test_code_counts_as_it_was_when_it_was_loaded(monkeypatch):
    monkeypatch.setitem(provenance._LOADED, "lib/presets.py", "as loaded")
    assert provenance.used()["lib/presets.py"] == "as loaded"
    assert provenance.now(["lib/presets.py"])["lib/presets.py"] != "as loaded"


def test_a_file_that_is_read_is_recorded_once_with_what_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(provenance, "_used", {})
    path = tmp_path / "data"
    path.write_text("one")
    assert str(path) not in provenance.used()  # written, not read
    first = provenance.now([str(path)])
    path.read_text()
    path.write_text("two")
    path.read_text()
    assert provenance.used() | first == provenance.used()
    assert provenance.now([str(path)]) != first


def test_a_file_that_is_looked_for_in_vain_counts_too(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(provenance, "_used", {})
    with pytest.raises(FileNotFoundError):
        (tmp_path / "data").read_text()
    assert provenance.used()[str(tmp_path / "data")] == "absent"


def test_what_is_read_elsewhere_is_not_recorded(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "_used", {})
    (tmp_path / "mine").write_text("1")
    (tmp_path / "mine").read_text()
    for name in ("pyproject.toml", "lib/presets.yml", "lib/explorer/explorer.css"):
        (ROOT / name).read_text(encoding="utf8")
    assert provenance._used == {}


def test_entries_of_the_presets_are_recorded_by_their_value_at_the_preset(monkeypatch):
    monkeypatch.setattr(provenance, "_used", {})
    for preset in presets.names():
        presets.chapter("01", preset)
    presets.seed("split")
    entries = {name: digest for name, digest in provenance.used().items() if "#" in name}
    assert entries == provenance.now(entries)
    assert entries["lib/presets.yml#seeds/split"] == provenance.content(presets.seed("split"))
    assert "lib/presets.yml#chapters/01/chords/quick" in entries
    assert not [name for name in entries if "/02/" in name]
    assert "absent" not in entries.values()


@pytest.mark.parametrize("entry", ["seeds/no", "seeds", "no/more", "seeds/split/deeper"])
def test_an_entry_that_is_not_there_is_absent(entry):
    digest = provenance.now([f"lib/presets.yml#{entry}"]).popitem()[1]
    assert (digest == "absent") == (entry != "seeds")


def test_what_was_read_is_told_by_the_module_that_asked_for_it(monkeypatch):
    code = """if True:
        from lib import data, presets, provenance
        presets.seed("01-weights")
        data.mnist(train=1, test=1)
        print(*provenance.used(by=["lib/data.py"]), *provenance.used(by=["lib/networks.py"]))"""
    assert alone(code) == ["lib/presets.yml#seeds/split"]


def test_packages_are_the_pinned_ones_with_python_and_platform():
    import numpy

    versions = provenance.packages()
    assert versions["numpy"] == numpy.__version__
    assert versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert sys.platform in versions["platform"]
    assert "pytest" not in versions


def test_without_pins_every_package_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    assert {"numpy", "pytest"} <= provenance.packages().keys()


def test_code_that_is_installed_beside_other_packages_reaches_lib_alone(tmp_path, monkeypatch):
    for name, text in {"lib/__init__.py": "", "lib/one.py": "import lib.two, heavy, light.part",
                       "lib/two.py": "", "heavy.py": "raise SystemExit", "light/__init__.py": "",
                       "light/part.py": "import heavy"}.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    assert [*provenance.reached("lib.one")] == ["lib/__init__.py", "lib/one.py", "lib/two.py"]
