"""Secrets of a sitting and seeds of forms."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.chance import form_seed, new_secret
from govlab.errors import InputError

SECRET = bytes(range(32))


def test_secret_comes_from_its_source():
    """A secret is what the source gives for 32 bytes."""
    assert new_secret(lambda size: b"x" * size) == b"x" * 32


def test_two_secrets_differ():
    """The operating system never gives the same secret twice."""
    assert new_secret() != new_secret()


def test_form_seed_is_hmac_sha256():
    """RFC 4231, test case 1, gives its published value."""
    published = 0xB0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7
    assert form_seed(b"\x0b" * 20, "Hi There") == published


@given(st.text(), st.text())
def test_persons_have_their_own_seeds(one, other):
    """Two persons share a seed only when their codes are the same."""
    assert (form_seed(SECRET, one) == form_seed(SECRET, other)) is (
        normalize("NFC", one) == normalize("NFC", other)
    )


def test_codes_that_look_the_same_are_the_same():
    """A composed and a decomposed letter name one person."""
    assert form_seed(SECRET, "ros\u00e9") == form_seed(SECRET, "rose\u0301")


def test_short_secret_is_refused():
    """A secret of fewer than 16 bytes is refused with its length."""
    with pytest.raises(InputError, match=r"secret \(=15 bytes\) must be at least 16"):
        form_seed(b"x" * 15, "seat-01")
