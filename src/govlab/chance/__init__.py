"""Randomness by key: the same numbers in any order of drawing, on any machine, for ever.

Whatever is random in govlab is named by ``(seed, purpose, …)`` and drawn from one
counter-based generator. A form, a variant or a replication asks for its own
:class:`Stream` and gets the same numbers whether it is drawn first, last or alone::

    >>> Stream(2567, "form", "seat-07").shuffled("กขคง")
    ['ข', 'ง', 'ค', 'ก']

Simulations that need millions of numbers call :func:`philox` and :func:`unit` from a
function of their own under :func:`compiled`.
"""

from govlab.chance._philox import compiled, one_compiles, philox, unit
from govlab.chance._secret import form_seed, new_secret
from govlab.chance._stream import Stream, key

__all__ = ["Stream", "compiled", "form_seed", "key", "new_secret", "one_compiles", "philox", "unit"]
