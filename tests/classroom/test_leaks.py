"""The leak gate finds a planted key wherever it hides, and nothing in the real bundle."""

import io
import zipfile
from functools import cache

import pytest
from leak_places import PLACES

from govlab import course
from govlab.classroom import _open, _readings
from govlab.classroom._bundle import trainee_bundle
from govlab.classroom._leaks import leaks
from govlab.classroom._secrets import secrets_of


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """Give the bytes of the real bundle, its curriculum, and what must not be in it."""
    curriculum = course.load("governance")
    path = trainee_bundle(tmp_path_factory.mktemp("bundle") / "bundle.zip", curriculum)
    return path.read_bytes(), secrets_of([curriculum]), curriculum


@pytest.fixture(scope="module")
def hide(bundle):
    """Give an exam item, and what makes the file that hides its feedback in a place."""
    item = next(one for one in bundle[2].items.values() if one.use == "exam")
    reason = item.as_dict()["options"][0]["reason"]
    return item, cache(
        lambda name: PLACES[name].make(reason["en" if PLACES[name].english else "th"])
    )


@pytest.fixture(scope="module")
def planted(bundle, hide, tmp_path_factory):
    """Give what the gate says of the real bundle with a file more for each place."""
    buffer = io.BytesIO(bundle[0])
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, one in PLACES.items():
            archive.writestr(f"{name}/{one.file}", hide[1](name))
    path = tmp_path_factory.mktemp("planted") / "bundle.zip"
    path.write_bytes(buffer.getvalue())
    return leaks([path], bundle[1])


EVERY = (*_open.OPENERS, *_readings.READINGS, *_readings.REWRITINGS, *_readings.MARKUP)


def without(monkeypatch, names):
    """Take openers, readings or the old encodings out of the gate."""
    for name in names:
        if name == "encodings":
            monkeypatch.setattr(
                _readings, "decodings", lambda data: ([data.decode("utf-8", "ignore")], True)
            )
        elif name in _open.OPENERS:
            monkeypatch.delitem(_open.OPENERS, name)
        else:
            ways = (_readings.READINGS, _readings.REWRITINGS, _readings.MARKUP)
            monkeypatch.delitem(next(one for one in ways if name in one), name)


def test_nothing_is_found_in_the_real_bundle(bundle, tmp_path):
    """What trainees get today holds no key, no exam item, and nothing that stays closed."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle[0])
    assert leaks([path], bundle[1]) == []


@pytest.mark.parametrize("name", PLACES)
def test_a_key_planted_in_the_bundle_is_found_in_its_place(name, hide, planted):
    """The gate names the file, the place in it, the item and what was found."""
    inside = f"bundle.zip!{name}/{PLACES[name].file}"
    found = [one for one in planted if one.where.startswith(inside)]
    assert {(one.item, one.what) for one in found} == {(hide[0].code, "reason")}
    assert any(PLACES[name].inside in one.where[len(inside) :] for one in found), found


def test_all_that_is_found_in_the_bundle_was_planted(planted, hide):
    """Beside the planted files the gate complains about nothing."""
    places = {one.where.removeprefix("bundle.zip!").partition("/")[0] for one in planted}
    assert places == set(PLACES)


@pytest.mark.parametrize("name", PLACES)
def test_without_the_opener_the_place_is_a_real_one(name, bundle, hide, tmp_path, monkeypatch):
    """The gate misses the key without what opens the place, and needs nothing else for the rest."""
    item, made = hide
    path = tmp_path / PLACES[name].file.rpartition("/")[2]
    path.write_bytes(made(name))
    by = PLACES[name].by or EVERY
    without(monkeypatch, by)
    found = {one.item for one in leaks([path], bundle[1])}
    assert (item.code in found) == (not PLACES[name].by)
