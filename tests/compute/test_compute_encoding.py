"""Results as bytes."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from govlab.compute import decode, encode
from govlab.compute._encoding import fingerprint
from govlab.errors import InputError

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | npst.from_dtype(np.dtype("float64"))
    | npst.arrays(
        st.sampled_from(["int8", "float32", "bool", "U3", "M8[D]"]), npst.array_shapes(max_side=3)
    )
)
VALUE = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def exact(value):
    """Return `value` with all types visible, so that == compares them too."""
    kind = type(value).__name__
    if isinstance(value, np.ndarray):
        return kind, value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, list | tuple):
        return kind, [exact(part) for part in value]
    if isinstance(value, dict):
        return kind, [(name, exact(part)) for name, part in value.items()]
    return kind, repr(value)


@given(VALUE)
def test_value_comes_back_exactly(value):
    """Decoding gives the same value, of the same types, in the same order."""
    assert exact(decode(encode(value))) == exact(value)


@given(VALUE)
def test_equal_values_have_equal_bytes(value):
    """A value that went to bytes and back has the same bytes and fingerprint."""
    again = decode(encode(value))
    assert encode(again) == encode(value)
    assert fingerprint(again, "value") == fingerprint(value, "value")


def test_fingerprint_sees_arrays():
    """Arrays of other content, type or shape have another fingerprint."""
    base = np.arange(4)
    others = [base + 1, base.astype("int8"), base.reshape(2, 2), list(range(4))]
    assert len({fingerprint(value, "value") for value in (base, *others)}) == 5


@pytest.mark.parametrize(
    "value",
    [{1, 2}, {1: "a"}, b"raw", np.array([None]), np.ma.array([1]), lambda: 0, 1j],
)
def test_other_types_are_refused_with_their_place(value):
    """What cannot come back exactly is refused, and the place is told."""
    with pytest.raises(InputError, match=r"value\['a'\]\[0\]"):
        encode({"a": [value]})


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", pickle.dumps([1])])
def test_foreign_bytes_are_refused(data):
    """Bytes that were not encoded here are refused, and no pickle is loaded."""
    with pytest.raises(InputError, match="compute it again"):
        decode(data)


def test_hidden_pickle_is_not_loaded(tmp_path):
    """An archive that holds a pickled array is refused."""
    target = tmp_path / "part.npz"
    np.savez(target, np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="compute it again"):
        decode(target.read_bytes())
