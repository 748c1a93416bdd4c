"""lib.store: a value comes back whole, as a copy, or not at all."""

import os
import pickle

import numpy as np
import pytest

from lib.store import Store


class Gone:
    """A class that can be taken away."""


@pytest.mark.parametrize("value", [None, 0, "", [], {"a": (1, 2.5)}, float("inf")])
def test_values_come_back(tmp_path, value):
    store = Store(tmp_path / "new" / "folder")
    store.write("k", value)
    assert store.read("k") == value
    assert "k" in store


def test_each_reading_is_a_copy_of_its_own(tmp_path):
    store = Store(tmp_path)
    store.write("k", np.arange(3))
    store.read("k")[:] = 0
    assert store.read("k").tolist() == [0, 1, 2]


def test_what_has_no_importable_name_is_kept_with_its_code(tmp_path):
    store = Store(tmp_path)
    store.write("k", lambda x: x + 1)
    assert store.read("k")(1) == 2


def test_a_later_value_replaces_the_earlier(tmp_path):
    store = Store(tmp_path)
    for value in (1, 2):
        store.write("k", value)
    assert store.read("k") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["k"]


@pytest.mark.parametrize("cut", [0, 10, 32, -1])
def test_a_cut_entry_is_no_entry(tmp_path, cut):
    store = Store(tmp_path)
    store.write("k", list(range(100)))
    whole = (tmp_path / "k").read_bytes()
    (tmp_path / "k").write_bytes(whole[:cut])
    assert "k" not in store
    with pytest.raises(KeyError):
        store.read("k")


def test_one_flipped_bit_is_found(tmp_path):
    store = Store(tmp_path)
    store.write("k", np.zeros(100))
    content = bytearray((tmp_path / "k").read_bytes())
    content[-300] ^= 1
    (tmp_path / "k").write_bytes(content)
    assert "k" not in store


def test_a_value_of_a_class_that_is_gone_is_no_entry(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.write("k", Gone())
    assert "k" in store
    monkeypatch.delattr(f"{__name__}.Gone")
    assert "k" not in store


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"no result can be kept in .*: No space left on device"):
        Store(tmp_path).write("k", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_cannot_be_pickled_leaves_nothing(tmp_path):
    with pytest.raises((TypeError, pickle.PicklingError)):
        Store(tmp_path).write("k", (i for i in range(3)))
    assert list(tmp_path.iterdir()) == []
