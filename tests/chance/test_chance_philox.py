"""The generator: published vectors, and the compiled source beside the plain one."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.chance import compiled, philox, unit

WORD = st.integers(0, 2**32 - 1)

# Random123, kat_vectors: counter and key, then the block.
PUBLISHED = [
    (
        (0, 0, 0, 0, 0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF,) * 6,
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def blocks(counters, words, units):
    """Write a block and its first number for each row of counters and key."""
    for row in range(counters.shape[0]):
        a, b, c, d, e, f = counters[row]
        w0, w1, w2, w3 = philox(a, b, c, d, e, f)
        words[row, 0] = w0
        words[row, 1] = w1
        words[row, 2] = w2
        words[row, 3] = w3
        units[row] = unit(w0, w1)


def filled(function, counters):
    words = np.zeros((len(counters), 4), dtype=np.int64)
    units = np.zeros(len(counters))
    function(counters, words, units)
    return words, units


@pytest.fixture(scope="module")
def fast():
    pytest.importorskip("numba")
    return compiled(blocks)


@pytest.mark.parametrize(("given_words", "block"), PUBLISHED)
def test_plain_source_gives_the_published_block(given_words, block):
    """Plain integers give the block that Random123 publishes."""
    assert philox(*given_words) == block


def test_compiled_source_gives_the_published_blocks(fast):
    """The compiled source gives the blocks that Random123 publishes."""
    words, _ = filled(fast, np.array([row for row, _ in PUBLISHED], dtype=np.int64))
    assert [tuple(row) for row in words.tolist()] == [block for _, block in PUBLISHED]


def test_compiled_and_plain_source_agree_bit_for_bit(fast):
    """Ten thousand blocks and numbers are the same, compiled or not."""
    rows = [(*philox(row, 0, 0, 0, 1, 2), *philox(row, 1, 0, 0, 1, 2)[:2]) for row in range(10_000)]
    words, units = filled(fast, np.array(rows, dtype=np.int64))
    plain = [philox(*row) for row in rows]
    assert words.tolist() == [list(block) for block in plain]
    assert units.tolist() == [unit(block[0], block[1]) for block in plain]


def test_compiling_is_done_once(fast):
    """A function asked for twice is compiled once, and is not the plain function."""
    assert compiled(blocks) is fast
    assert fast is not blocks


def test_without_numba_the_source_itself_runs():
    """Where numba cannot be imported, `compiled` returns the function it was given."""
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "from govlab.chance import compiled, unit\n"
        "assert compiled(unit) is unit\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_importing_the_room_loads_no_heavy_library():
    """The room imports without numpy, pandas, matplotlib or numba."""
    program = (
        "import sys\n"
        "for name in ('numpy', 'pandas', 'matplotlib', 'numba'): sys.modules[name] = None\n"
        "import govlab.chance\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@given(WORD, WORD)
def test_unit_is_the_exact_fraction_of_its_53_bits(high, low):
    """A number is its 53 bits over 2**53, below one, with nothing rounded."""
    number = unit(high, low)
    assert 0 <= number < 1
    assert number * 2**53 == (high << 32 | low) >> 11


@given(st.tuples(WORD, WORD, WORD, WORD, WORD, WORD))
def test_every_word_is_32_bits(words):
    """No word of a block leaves 32 bits."""
    assert all(0 <= word < 2**32 for word in philox(*words))
