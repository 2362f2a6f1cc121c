"""Thai order: how a Thai dictionary, and so a list of names, is sorted."""

import re
import unicodedata

# A vowel written before its consonant is read after it (เ แ โ ใ ไ), and tone
# marks, mai taikhu and thanthakhat decide only between words equal without them
# (Royal Institute Dictionary, order of words).
_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_MARKS = re.compile("[็-๎]")


def collation_key(word: str) -> tuple[str, tuple[tuple[int, str], ...], str]:
    """Return a sort key that puts Thai words in dictionary order.

    Parameters
    ----------
    word : str
        Thai, English or mixed text.

    Returns
    -------
    tuple
        Compare base letters first, then marks by place, then the text itself, so
        that the order is total.

    Examples
    --------
    >>> sorted(["แก้ว", "กานดา", "เกศ", "ขวัญ", "ไก่"], key=collation_key)
    ['กานดา', 'เกศ', 'แก้ว', 'ไก่', 'ขวัญ']
    """
    text = unicodedata.normalize("NFC", word).casefold()
    bare = _LEADING_VOWEL.sub(r"\2\1", _MARKS.sub("", text))
    marks = tuple(
        (found.start() - place, found.group()) for place, found in enumerate(_MARKS.finditer(text))
    )
    return bare, marks, word
