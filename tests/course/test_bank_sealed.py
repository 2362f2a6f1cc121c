"""Sealed files: only the passphrase opens them, and what is wrong is said without more."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.course import _sealed
from govlab.errors import InputError, TamperedError

# Before any test makes it cheap.
COST = _sealed._COST
PASSPHRASE = "ข้าวสารแปดถังกับแมวสามตัว"
CONTENT = "ความลับ".encode() * 50


def source(size):
    """Give bytes that are no chance at all, for equal files in every run."""
    return bytes(range(size))


@pytest.fixture(scope="module", autouse=True)
def _cheap():
    """Spend little on the key: what is tested does not depend on the cost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_sealed, "_COST", 2**4)
        yield


@pytest.fixture(scope="module")
def made(_cheap):
    """Give a sealed file."""
    return _sealed.sealed(
        CONTENT, PASSPHRASE, {"curriculum": "governance", "items": 3}, source=source
    )


def test_the_passphrase_opens_it_however_it_is_typed(made):
    """Composed or not, with a stray space: the same words are the same passphrase."""
    import unicodedata

    assert _sealed.opened(made, PASSPHRASE, "a") == CONTENT
    assert _sealed.opened(made, f" {unicodedata.normalize('NFD', PASSPHRASE)}\n", "a") == CONTENT


def test_the_header_tells_what_it_is_and_nothing_of_what_is_in_it(made):
    """Anyone may read curriculum and counts; no word of the content stands in the file."""
    told = _sealed.header_of(made, "a")
    assert (told["curriculum"], told["items"], told["schema"]) == ("governance", 3, 1)
    assert "ความลับ".encode() not in made
    assert len(made) < len(CONTENT) + 600


def test_two_sealings_share_no_byte_of_key_or_content():
    """Salt and nonce are new each time."""
    first, second = (_sealed.sealed(CONTENT, PASSPHRASE, {"curriculum": "a"}) for _ in range(2))
    assert first[-len(CONTENT) :] != second[-len(CONTENT) :]
    heads = [_sealed.header_of(one, "a") for one in (first, second)]
    assert heads[0]["kdf"]["salt"] != heads[1]["kdf"]["salt"]
    assert heads[0]["nonce"] != heads[1]["nonce"]


def test_the_cost_is_that_of_the_year():
    """Files for offices cost a guesser 128 MiB for each try."""
    assert COST * 8 * 128 == 128 * 2**20


def rewritten(made, **changes):
    """Return the file with another header and a digest that fits it, as a forger would."""
    import hashlib

    magic, header, _, body = made.split(b"\n", 3)
    told = json.loads(header)
    for name, value in changes.items():
        if name in told["kdf"]:
            told["kdf"][name] = value
        else:
            told[name] = value
    head = magic + b"\n" + _sealed.canonical_json(told) + b"\n"
    return head + hashlib.sha256(head + body).hexdigest().encode() + b"\n" + body


def test_wrong_passphrase_and_forgery_say_the_same(made):
    """Whoever tries learns nothing but that it did not open."""
    forged = [
        (made, "ผิดแต่ยาวพอสมควรแล้ว"),
        (rewritten(made, curriculum="corporate"), PASSPHRASE),
        (rewritten(made, items=4), PASSPHRASE),
        (rewritten(made, salt="00" * 16), PASSPHRASE),
        (rewritten(made, nonce="00" * 12), PASSPHRASE),
        (rewritten(made, n=2**5), PASSPHRASE),
    ]
    said = set()
    for data, passphrase in forged:
        with pytest.raises(TamperedError) as refused:
            _sealed.opened(data, passphrase, "bank.sealed")
        said.add(str(refused.value))
    assert len(said) == 1
    assert "wrong or the file was altered" in said.pop()


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 2**30},
        {"n": 1000},
        {"n": 0},
        {"r": 64},
        {"p": 100},
        {"name": "pbkdf2"},
        {"schema": 2},
        {"cipher": "none"},
        {"salt": "00"},
        {"nonce": "zz"},
        {"n": "many"},
        {"curriculum": 1},
    ],
)
def test_a_header_that_would_cost_too_much_or_is_unknown_is_refused(made, changes):
    """Nothing is computed for a header that this govlab would not write."""
    with pytest.raises(InputError, match="does not know"):
        _sealed.opened(rewritten(made, **changes), PASSPHRASE, "bank.sealed")


@given(st.data())
def test_every_changed_or_missing_byte_is_noticed(made, data):
    """Cut off anywhere, or one byte other: the file does not open, and no other error comes."""
    place = data.draw(st.integers(0, len(made) - 1))
    change = data.draw(st.integers(1, 255))
    spoilt = made[:place] + bytes([made[place] ^ change]) + made[place + 1 :]
    for one in (spoilt, made[:place]):
        with pytest.raises((TamperedError, InputError)):
            _sealed.opened(one, PASSPHRASE, "bank.sealed")


def test_a_file_damaged_on_its_way_is_told_apart_without_the_passphrase(made):
    """The sender can be asked for another copy before anybody doubts the passphrase."""
    with pytest.raises(TamperedError, match="damaged"):
        _sealed.header_of(made[:-1], "bank.sealed")
    with pytest.raises(InputError, match="must be a sealed bank"):
        _sealed.header_of(b"schema: 2\n", "items.yaml")


@pytest.mark.parametrize("short", ["", "            ", "สั้นไป", "elevenchars"])
def test_a_passphrase_that_is_soon_guessed_is_refused(short):
    """Blanks around it do not count."""
    with pytest.raises(InputError, match="at least 12"):
        _sealed.sealed(CONTENT, short, {"curriculum": "a"})
