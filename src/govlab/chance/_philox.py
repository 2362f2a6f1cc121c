"""Philox4x32-10: one block of random words from a counter and a key.

Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011);
the published vectors are those of Random123 (``kat_vectors``).
"""

import hashlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from types import ModuleType

_Function = TypeVar("_Function", bound=Callable[..., Any])

_WORD = 0xFFFFFFFF
_ROUNDS = 10
# Multipliers and key increments of the paper (table 2 and section 4.3).
_MULTIPLY_0 = 0xD2511F53
_MULTIPLY_2 = 0xCD9E8D57
_BUMP_0 = 0x9E3779B9
_BUMP_1 = 0xBB67AE85
# The compiler's settings are shared by all threads.
_ONE_AT_A_TIME = Lock()
_TWO_TO_21 = 2097152
_TWO_TO_MINUS_53 = 1.0 / 9007199254740992.0


def philox(  # noqa: PLR0917 - numba compiles positional calls only, and words have no better names
    c0: int, c1: int, c2: int, c3: int, k0: int, k1: int
) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of block (`c0`, `c1`, `c2`, `c3`) under a key.

    The same source runs on Python's integers and, compiled, on 64-bit signed ones: a
    product may wrap there, and masking *after* the shift gives the same words.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        Words of the counter, 0 to 2**32 - 1. A caller is free to give each a meaning
        (case, activity, draw): different counters are independent blocks.
    k0, k1 : int
        Words of the key, from :func:`govlab.chance.key`.

    Examples
    --------
    >>> [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLY_0 * c0
        product_2 = _MULTIPLY_2 * c2
        c0 = ((product_2 >> 32) & _WORD) ^ c1 ^ k0
        c1 = product_2 & _WORD
        c2 = ((product_0 >> 32) & _WORD) ^ c3 ^ k1
        c3 = product_0 & _WORD
        k0 = (k0 + _BUMP_0) & _WORD
        k1 = (k1 + _BUMP_1) & _WORD
    return c0, c1, c2, c3


def unit(high: int, low: int) -> float:
    """Return a multiple of 2**-53 in [0, 1) from two 32-bit words, without rounding.

    Examples
    --------
    >>> unit(0, 0), unit(2**31, 0)
    (0.0, 0.5)
    """
    return (high * _TWO_TO_21 + (low >> 11)) * _TWO_TO_MINUS_53


def compiled(
    function: _Function,
    *,
    inlined: tuple[Callable[..., Any], ...] = (),
    kept: bool = False,
) -> _Function:
    """Return `function` compiled by numba, or as it is where numba is absent or disabled.

    The compiled function may call :func:`philox` and :func:`unit`, releases the
    interpreter's lock (threads run side by side) and gives the same results as its
    source. Call it where it is used rather than as a decorator: numba loads then, not
    when the module does; the same function is compiled once.

    Parameters
    ----------
    function : callable
        Written for numba's ``nopython`` mode: numbers, tuples and arrays only.
    inlined : tuple of callable
        Functions of the same kind that it uses, and those that they use: parts that
        become one with it. With any, arrays are borrowed from the caller and none is
        made inside.
    kept : bool
        Keep the compiled code in the user's cache folder for the next process, under a
        digest of the modules of all these functions.
    """
    with _ONE_AT_A_TIME:
        return cast("_Function", _compiled(function, inlined, kept))


@cache
def _compiled(
    function: Callable[..., Any],
    inlined: tuple[Callable[..., Any], ...],
    kept: bool,  # noqa: FBT001 - the cache tells calls apart by position
) -> Callable[..., Any]:
    try:
        import numba
        from numba.extending import register_jitable
    except ImportError:
        return function
    _let_compiled_code_call_the_generator(register_jitable)
    # Counting references to borrowed arrays costs more than all the rest of a small part;
    # a division by zero is the caller's mistake, as in numpy.
    shared = {"error_model": "numpy"} if inlined else {}
    for part in inlined:
        register_jitable(forceinline=True, **shared)(part)
    options = {"nogil": True, "_nrt": not inlined, **shared}
    compiler: Any = numba
    jitted: Callable[..., Any]
    if kept and not compiler.config.DISABLE_JIT:
        folder = _own_cache(compiler, (philox, function, *inlined))
        with folder, suppress(OSError, RuntimeError):  # where no folder can be written
            jitted = compiler.njit(cache=True, **options)(function)
            return jitted
    jitted = compiler.njit(**options)(function)
    return jitted


@contextmanager
def _own_cache(numba: Any, functions: tuple[Callable[..., Any], ...]) -> Iterator[None]:
    """Let numba keep its code in a folder that belongs to the sources of `functions`.

    numba looks at the date of one file only, and a loop may be written in several; what
    a function takes from its module is baked in.
    """
    told = hashlib.sha256()
    for module in dict.fromkeys(inspect.getmodule(one) for one in functions):
        told.update(inspect.getsource(cast("ModuleType", module)).encode())
        numbers = {k: v for k, v in vars(module).items() if isinstance(v, int | float)}
        told.update(repr(sorted(numbers.items())).encode())
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(_cache_folder() / told.hexdigest()[:16])
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("govlab") / "compiled"


@contextmanager
def one_compiles() -> Iterator[None]:
    """Let the processes of a user make a compiled function one after another.

    The first call of what :func:`compiled` keeps belongs in here: the next process finds
    the code made instead of making it at the same time. Where no folder can be written,
    each makes its own.
    """
    from filelock import FileLock

    with ExitStack() as held:
        with suppress(OSError):
            _cache_folder().mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(_cache_folder() / "one.lock"))
        yield


@cache
def _let_compiled_code_call_the_generator(register: Callable[..., Any]) -> None:
    register(philox)
    register(unit)
