"""What the leak gate cannot open, it does not let pass."""

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
import zlib

import pytest
from leak_places import PLACES

from govlab.classroom import _leaks, _open_archives, _parts
from govlab.classroom._leaks import Leak, leaks
from govlab.classroom._secrets import Secret, Secrets
from govlab.errors import MissingFileError

SECRETS = Secrets((Secret("basics/one", "reason", "thisisthereasonthatnobodymaysee"),))
PLAIN = b"This is the reason that nobody may see."


def noise(size):
    return random.Random(1).randbytes(size)


def encrypted():
    """Give a zip whose one member says that it is encrypted."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "words")
    data = bytearray(buffer.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


CLOSED = {
    "encrypted zip": encrypted(),
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + noise(200),
    "rar": b"Rar!\x1a\x07\x01\x00" + noise(200),
    "zstandard": b"\x28\xb5\x2f\xfd" + noise(200),
    "old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(600),
    "noise": b"\x8f" + noise(500),
    "half a gzip": gzip.compress(noise(500), mtime=0)[:300],
    "half a png": b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x01\x00IDAT" + noise(20),
    "broken database": b"SQLite format 3\x00" + noise(300),
    "broken pdf": b"%PDF-1.7\n" + noise(300),
    "sound": b"RIFF\x24\x00\x00\x00WAVEfmt " + noise(30),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_file_that_stays_closed_is_a_finding(name, tmp_path):
    """Encrypted, broken and unknown files are named, alone and within an archive."""
    (tmp_path / "given.bin").write_bytes(CLOSED[name])
    with zipfile.ZipFile(tmp_path / "given.zip", "w") as archive:
        archive.writestr("inner.bin", CLOSED[name])
    found = leaks([tmp_path], SECRETS)
    assert {one.what for one in found} == {"unopened"}
    assert {"given.bin", "given.zip!inner.bin"} <= {one.where.split("!a.txt")[0] for one in found}


@pytest.mark.parametrize("data", [b"", "ข้อความ".encode(), "ก,ข\r\n".encode("cp874"), b"{not json"])
def test_an_ordinary_text_is_none(data, tmp_path):
    """Empty files, old Thai encodings and texts that look like JSON are open."""
    (tmp_path / "a.txt").write_bytes(data)
    assert leaks([tmp_path], SECRETS) == []


def test_a_bomb_is_a_finding_and_ends_early(tmp_path, monkeypatch):
    """A member larger than any part of a course is not unpacked."""
    monkeypatch.setattr(_open_archives, "MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(2000))
    (tmp_path / "bomb.zip.gz").write_bytes(gzip.compress(bytes(_parts.MOST_BYTES + 1), 1))
    found = {one.where: one.what for one in leaks([tmp_path], SECRETS)}
    assert found == {"bomb.zip": "limit", "bomb.zip.gz": "limit"}


def test_all_parts_together_have_a_limit(tmp_path, monkeypatch):
    """Many small parts are a bomb too."""
    monkeypatch.setattr(_leaks, "MOST_PARTS", 20)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(40):
            archive.writestr(f"{number}.txt", f"{number}")
    assert "limit" in {one.what for one in leaks([tmp_path], SECRETS)}


def test_archives_within_archives_have_a_depth(tmp_path):
    """A nest deeper than anybody packs is a finding; a shallower one is searched to its end."""
    data, shallow = PLAIN, None
    for depth in range(40):
        data = zlib.compress(data + str(depth).encode())
        shallow = data if depth == 9 else shallow
    (tmp_path / "deep").write_bytes(data)
    assert {one.what for one in leaks([tmp_path / "deep"], SECRETS)} == {"limit"}
    (tmp_path / "shallow").write_bytes(shallow)
    assert {one.what for one in leaks([tmp_path / "shallow"], SECRETS)} == {"reason"}


def test_a_second_copy_is_named_too(tmp_path):
    """What was seen once is not searched again, and still told in every place."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(PLAIN)
    assert [one.where for one in leaks([tmp_path], SECRETS)] == ["a.txt", "b.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_is_read_as_a_name_and_may_not_lead_outside(tmp_path):
    """A link within the folder passes; its target's name is searched; outside is a finding."""
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.txt").write_text("words", encoding="utf-8")
    (folder / "inside").symlink_to("a.txt")
    assert leaks([folder], SECRETS) == []
    (folder / "outside").symlink_to(tmp_path)
    (folder / "told").symlink_to(PLAIN.decode())
    found = {(one.where, one.what) for one in leaks([folder], SECRETS)}
    assert {("outside", "link"), ("told", "reason")} <= found


@pytest.mark.parametrize("name", [".git/HEAD", "state/register.db", "x/.env/a"])
def test_history_and_state_are_not_handed_out(name, tmp_path):
    """Folders of git, state and keys are findings, whatever they hold."""
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text("words", encoding="utf-8")
    assert {(one.where, one.what) for one in leaks([tmp_path], SECRETS)} == {(name, "private")}


def test_history_and_state_are_not_handed_out_in_an_archive_either(tmp_path):
    """Members of zip and tar are judged by their folders too."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("home/state/a.txt", "words")
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        entry = tarfile.TarInfo("home/.git/HEAD")
        archive.addfile(entry, io.BytesIO())
    found = {(one.where.partition("!")[0], one.what) for one in leaks([tmp_path], SECRETS)}
    assert found == {("a.zip", "private"), ("b.tar", "private")}


def test_names_of_files_are_searched(tmp_path):
    """A name is a text like others."""
    (tmp_path / f"{PLAIN.decode()}txt").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(PLAIN.decode(), "")
    assert {one.what for one in leaks([tmp_path], SECRETS)} == {"reason"}


def test_a_notebook_is_named_down_to_its_cell(tmp_path):
    """The place says which cell and which output."""
    cells = [
        {"source": ["# nothing here"]},
        {"outputs": [{"text": [PLAIN.decode()[:9], "he reason that nobody may see"]}]},
    ]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert leaks([path], SECRETS) == [
        Leak("a.ipynb!cells[1].outputs[0].text", "basics/one", "reason")
    ]


def test_a_missing_path_is_an_error(tmp_path):
    """Nothing was checked where nothing is."""
    with pytest.raises(MissingFileError, match="nowhere"):
        leaks([tmp_path / "nowhere"], SECRETS)


@pytest.mark.parametrize(
    "what",
    [
        "canary",
        "stem",
        "reason",
        "model",
        "rubric",
        "fingerprint",
        "key",
        "answers",
        "unopened",
        "limit",
        "link",
        "private",
    ],
)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_finding_says_where_and_what_to_do(what, lang):
    """Each kind has its sentence in both languages, with its place."""
    document = Leak("a.zip!b.txt", "basics/one", what).as_dict(lang)
    assert "a.zip!b.txt" in document["message"]
    assert set(document) == {"where", "item", "what", "message"}


def test_a_damaged_file_never_stops_the_gate(tmp_path):
    """Bytes changed, cut out and put in at random end in findings, not in errors."""
    chance = random.Random(2567)
    made = [one.make(PLAIN.decode()) for one in PLACES.values()]
    for number in range(400):
        data = bytearray(chance.choice(made))
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 9)] = chance.randbytes(chance.randint(1, 9))
        (tmp_path / str(number)).write_bytes(data)
    assert {one.what for one in leaks([tmp_path], SECRETS)} >= {"unopened", "reason"}
