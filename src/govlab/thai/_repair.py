"""Unicode repair: one spelling for words that look the same and compare unequal."""

import re
import unicodedata

_TONES = "\u0e48-\u0e4b"
# Signs that stand above or below a consonant; every other sign of a Thai word
# has a place of its own on the line.
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MARK_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_NIKHAHIT, _SARA_AM = "\u0e4d", "\u0e33"

_INVISIBLE = re.compile(
    # Joiners have work to do in other scripts and in emoji; beside a Thai letter,
    # or in a run that touches one, they are debris of copy and paste.
    "(?<=[\u0e01-\u0e5b])[\u200b-\u200d\u2060\ufeff\u00ad]+"
    "|[\u200b-\u200d\u2060\ufeff\u00ad]+(?=[\u0e01-\u0e5b])"
    "|[\u200b\u2060\ufeff\u00ad]"
)
_REPLACEMENTS = (
    (re.compile("[\u00a0\u202f]"), " "),
    (re.compile("เเ"), "แ"),
    (re.compile(f"{_NIKHAHIT}([{_TONES}]*)\u0e32"), rf"\1{_SARA_AM}"),
    (re.compile(f"{_SARA_AM}{{2,}}"), _SARA_AM),
    (re.compile(f"{_SARA_AM}([{_MARKS}]+)"), rf"\1{_SARA_AM}"),
)


def repair(text: str) -> str:
    """Return `text` in the one spelling that govlab stores and compares.

    Zero-width signs, byte-order marks and soft hyphens go; no-break spaces become
    spaces; ``เ`` typed twice becomes ``แ``; sara am typed as nikhahit and sara aa, or
    before its tone mark, becomes one sign after it; marks on a consonant stand once
    each, vowel before tone; the rest is NFC. Text that is right stays as it is, and
    repaired text is not changed by another repair.

    Parameters
    ----------
    text : str
        Any text; what is not Thai is only brought to NFC.

    Examples
    --------
    >>> repair("น\u0e4d\u0e49าใจ") == "น้ำใจ"
    True
    >>> repair("เเก้้ไข\u200b")
    'แก้ไข'
    """
    if text.isascii():
        return text
    while (repaired := _one_pass(text)) != text:
        # One repair can bring together what another then sees.
        text = repaired
    return text


def _one_pass(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    text = _MARK_RUN.sub(_in_order, text)
    return unicodedata.normalize("NFC", text)


def _in_order(run: re.Match[str]) -> str:
    return "".join(dict.fromkeys(sorted(run.group(), key=_place)))


def _place(mark: str) -> int:
    """Return 0 for vowels, 1 for tone marks, 2 for the signs that close a cluster."""
    if mark < "\u0e48":
        return 0
    return 1 if mark <= "\u0e4b" else 2
