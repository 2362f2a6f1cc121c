"""One look for every chart, and the font that stacks Thai marks right.

matplotlib shapes Thai itself since 3.11; older ones drop or overprint tone marks, so
the package requires 3.11. Sarabun (OFL) comes as a dependency, so that no machine needs
a Thai system font.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

FAMILY = "Sarabun"
_FACES = ("Regular", "Bold", "Italic")

# Okabe and Ito's palette: told apart by colour-blind readers and in grey print.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#999999")

_LOOK: "dict[RcKeyType, Any]" = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 13,
    "axes.titlesize": 16,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.edgecolor": "#555555",
    "axes.unicode_minus": False,
    "grid.color": "#dddddd",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    # A fixed salt makes the ids inside an SVG, and so its bytes, the same on every run.
    "svg.hashsalt": "govlab",
}


def font_path(face: str = "Regular") -> Path:
    """Return the TTF file of one Sarabun face.

    Raises
    ------
    FileNotFoundError
        When the font package does not hold the face.
    """
    import fontpkg_sarabun

    path = Path(fontpkg_sarabun.ROOT) / "files" / f"Sarabun-{face}.ttf"
    if not path.is_file():
        raise FileNotFoundError(path)
    return path


@cache
def _register() -> None:
    from matplotlib import font_manager

    for face in _FACES:
        font_manager.fontManager.addfont(font_path(face))
    try:
        font_manager.findfont(FAMILY, fallback_to_default=False)
    except ValueError:
        # A vanished system font makes the first search rebuild the list and forget ours.
        for face in _FACES:
            font_manager.fontManager.addfont(font_path(face))


@contextmanager
def style() -> Iterator[None]:
    """Draw with govlab's look inside the block, and leave matplotlib as it was.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> before = mpl.rcParams["font.size"]
    >>> with style():
    ...     mpl.rcParams["font.family"][0]
    'Sarabun'
    >>> mpl.rcParams["font.size"] == before
    True
    """
    import matplotlib as mpl

    _register()
    with mpl.rc_context(_LOOK):
        yield


@cache
def font_css() -> str:
    """Return ``@font-face`` rules that carry Sarabun itself, regular and bold.

    A page with them shows Thai right on a machine without any Thai font and without a
    network; they add about 120 kB to it.
    """
    import io
    from base64 import b64encode

    from fontTools.ttLib import TTFont

    rules = []
    for face, weight in (("Regular", 400), ("Bold", 700)):
        buffer = io.BytesIO()
        with TTFont(font_path(face)) as font:
            font.flavor = "woff"
            font.save(buffer)
        data = b64encode(buffer.getvalue()).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "\n".join(rules)
