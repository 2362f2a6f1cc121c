"""Searching one text for all secrets at once.

Every secret text is at least 12 signs long, so that of the pieces of 8 signs that begin
at every fifth sign of a file, one lies within it (of 16 signs, where it has 20). A text is
cut into those pieces once, and only the secrets of known pieces are looked for: the time
hardly grows with the bank.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from govlab.classroom._readings import bare, plain
from govlab.classroom._secrets import SHORTEST, Answer, Secrets

__all__ = ["Search"]

_STEP = 5
_PIECES = (16, SHORTEST - _STEP + 1)

Hit = tuple[str, str]  # item, what


@dataclass(frozen=True, slots=True)
class _Needle:
    text: str
    hit: Hit | None  # None for words that only lead to a key
    answer: Answer | None = None


class Search:
    """Finds the secrets of one run in texts.

    Parameters
    ----------
    secrets : Secrets
    """

    def __init__(self, secrets: Secrets) -> None:
        self._shown = secrets.shown
        self._pieces: dict[int, dict[str, list[_Needle]]] = {size: {} for size in _PIECES}
        for one in secrets.texts:
            hidden = not (secrets.shown and one.what == "stem")
            if hidden:
                self._add(_Needle(one.needle, (one.item, one.what)))
                # Turned round, and by rot13: two games that cost nothing to see through.
                self._add(_Needle(one.needle[::-1], (one.item, one.what)))
                if one.needle.isascii():
                    turned = codecs.encode(one.needle, "rot13")
                    self._add(_Needle(turned, (one.item, one.what)))
        self._names: dict[str, list[Answer]] = {}
        for answer in secrets.answers:
            for text in (*answer.stem, *answer.right):
                self._add(_Needle(text, None, answer))
            if answer.answer:
                for name in {answer.item, answer.item.partition("/")[2]}:
                    self._names.setdefault(name, []).append(answer)
        self._rows = {
            run[start : start + size]: name
            for name, run in secrets.runs
            for size in (_NUMBERED_ROW, _BARE_ROW)
            for start in range(len(run) - size + 1)
        }

    def _add(self, needle: _Needle) -> None:
        for size, pieces in self._pieces.items():
            if len(needle.text) >= size + _STEP - 1:
                for start in range(_STEP):
                    found = pieces.setdefault(needle.text[start : start + size], [])
                    found.append(needle)
                return

    def hits(self, text: str) -> set[Hit]:
        """Return item and kind of every secret that `text` says."""
        folded = plain(text)
        smooth = bare(folded)
        found: set[Hit] = set()
        led: dict[str, Answer] = {}
        for needle in self._likely(smooth):
            if needle.hit not in found and needle.text in smooth:
                if needle.hit:
                    found.add(needle.hit)
                elif needle.answer:
                    led[needle.answer.item] = needle.answer
        found |= {(one.item, "key") for one in led.values() if _keyed(one, folded)}
        found |= {(item, "key") for item in self._named(folded)}
        found |= {(name, "answers") for name in self._in_a_row(folded)}
        return found

    def _likely(self, smooth: str) -> set[_Needle]:
        """Return what shares a piece with a bare text."""
        found: set[_Needle] = set()
        for size, pieces in self._pieces.items():
            last = len(smooth) - size + 1
            cut = {smooth[start : start + size] for start in range(0, last, _STEP)}
            for piece in pieces.keys() & cut:
                found.update(pieces[piece])
        return found

    def _named(self, folded: str) -> Iterator[str]:
        """Yield items whose code stands beside their answer."""
        for name in self._names.keys() & set(_NAME.findall(folded)):
            places = [found.end() for found in re.finditer(re.escape(name), folded)]
            for answer in self._names[name]:
                beside = _beside(answer.answer)
                if any(beside.match(folded, place) for place in places):
                    yield answer.item

    def _in_a_row(self, folded: str) -> Iterator[str]:
        """Yield forms of which some answers stand one after the other."""
        if not self._rows:
            return
        rows = [
            ([_cell(one) for one in _CELL.findall(row[0])], _BARE_ROW)
            for row in _ROW.finditer(folded)
        ]
        rows += [
            (list(packed.translate(_FROM_THAI)), _BARE_ROW) for packed in _PACKED.findall(folded)
        ]
        rows += [
            ([_cell(one) for one in _NUMBERED.findall(block[0])], _NUMBERED_ROW)
            for block in _NUMBERED_BLOCK.finditer(folded)
        ]
        for cells, size in rows:
            for start in range(len(cells) - size + 1):
                name = self._rows.get(tuple(cells[start : start + size]))
                if name:
                    yield name


# Fewer answers in a row are found by chance: among letters alone, and in numbered lines.
_BARE_ROW = 8
_NUMBERED_ROW = 6
_LETTER = re.compile(r"[a-h]")
_THAI_LETTERS = "กขคงจฉชซ"
_FROM_THAI = str.maketrans(_THAI_LETTERS, "abcdefgh")
_ONE = rf"[a-h{_THAI_LETTERS}]"
_MANY = rf"{_ONE}(?:[+&]{_ONE})*"
_CELL = re.compile(rf"(?<![\w.])(?:[0-9]{{1,3}}\s*[.):=\t-]?\s*)?({_MANY})(?![\w+])")
_ROW = re.compile(
    rf"(?:(?<!\w)(?:[0-9]{{1,3}}\s*[.):=\t-]?\s*)?['\"]?{_MANY}['\"]?(?!\w)[\s,;|/>.\])-]*){{6,}}"
)
_PACKED = re.compile(rf"(?<!\w)(?:[a-h]{{8,}}|[{_THAI_LETTERS}]{{8,}})(?!\w)")
_NUMBERED = re.compile(r"^[ \t\"'|]*[0-9]{1,3}[ \t.):=,|\"'-]+(\S.*?)[ \t\"',|]*$", re.MULTILINE)
_NUMBERED_BLOCK = re.compile(
    r"(?:^[ \t\"'|]*[0-9]{1,3}[ \t.):=,|\"'-]+\S[^\n]{0,80}(?:\n\s*|\Z)){6,}", re.MULTILINE
)
_NAME = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")

_WORDS = plain(r"(?:answers?|keys?|correct|right|truth|order|value|เฉลย|คำตอบ(?:ที่ถูก)?|ตอบ)")
_TIE = r"""(?:[:=,;|\t]|->|=>|→|\]\s*=|</t[dh]>\s*<t[dh][^>]{0,80}>)"""


def _spelt(answer: str) -> str:
    """Return the pattern of an answer as people and programs write it."""
    parts = []
    for one in re.split(r"[+>]", answer):
        thai = f"[{one}{_THAI_LETTERS['abcdefgh'.index(one)]}]" if _LETTER.fullmatch(one) else ""
        parts.append(thai or re.escape(plain(one)))
    return r"""["'\s]{0,4}[+,;&>\s]["'\s]{0,12}""".join(parts)


def _cell(text: str) -> str:
    """Return one answer of a row as a canonical answer is written."""
    text = text.strip().translate(_FROM_THAI)
    letters = _LETTER.findall(text) if re.fullmatch(rf"{_ONE}([+&, ]+{_ONE})*", text) else []
    return "+".join(sorted(letters)) or text.replace(" ", "")


@lru_cache(maxsize=4096)
def _beside(answer: str) -> re.Pattern[str]:
    """Return the pattern of an answer after an item's name, in any common notation."""
    # "street-light, a lamp" is prose: an answer is not the article of a word.
    ends = r"""["'\])}]*(?![\w.+>-]*\w)(?![ ]+[a-zก-๙]{2})"""
    said = rf"""[\s"'\[({{]{{0,12}}{_spelt(answer)}{ends}"""
    direct = rf"""["'\])\s]{{0,4}}\s*{_TIE}(?:\s*["']?{_WORDS}["']?\s*[:=]?)?{said}"""
    apart = rf"""(?:(?!\b(?:id|code)\b["']?\s*[:=]).){{0,400}}?\b{_WORDS}["']?\s*[:=]\s*{said}"""
    return re.compile(rf"(?:@[0-9]+)?(?![\w/-])(?:{direct}|{apart})", re.DOTALL)


@lru_cache(maxsize=4096)
def _said(answer: str) -> re.Pattern[str]:
    """Return the pattern of a word for key with the answer after it."""
    tied = rf"""{_WORDS}["']?\s*[:=]\s*["'\[(]{{0,3}}\s*{_spelt(answer)}(?![\w.+>-]*\w)"""
    return re.compile(rf"(?<!\w){tied}")


_AFTER_STEM = 2000
_BEFORE = 160
_AFTER = 400
_SIGN_BEFORE = re.compile(
    r"(?:[=*✓✔☑●]|\[x\]|%100%|=%100%|fraction=\"100\"[^>]*>\s*(?:<text>)?(?:<!\[cdata\[)?)"
    r"\s*(?:[a-hก-ฮ][.)]\s*)?[\"'(]?\s*$"
)
_BULLET = re.compile(r"[=*●]\s*(?:[a-hก-ฮ][.)]\s*)?[\"'(]?\s*$")
_TRUE = r"""\b(?:correct|is_?correct|right|answer)\b["']?\s*[:=]\s*["']?(?:true|1\b|yes)"""
_OTHER = r"""(?:(?!\bid\b["']?\s*[:=]|\bcorrect\b).)*"""
_TRUE_BEFORE = re.compile(rf"{_TRUE}{_OTHER}$", re.DOTALL)
_TRUE_AFTER = re.compile(
    rf"^[\"'\s]*(?:[(\[]?\s*(?:✓|✔|☑|\[x\]|correct\b|ถูกต้อง|ถูก(?!\w)|เฉลย)\s*[)\]]?|{_OTHER}{_TRUE})",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def _spread(needle: str) -> re.Pattern[str]:
    """Return the pattern of a bare text in a folded one."""
    return re.compile(r"[\W_]*".join(map(re.escape, needle)))


def _keyed(answer: Answer, folded: str) -> bool:
    """Tell whether the words of an item stand there with the key: by mark, flag or letter."""

    def spans(needle: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in _spread(needle).finditer(folded))

    bullets = [
        _BULLET.search(folded[max(0, start - _BEFORE) : start])
        for one in answer.wrong
        for start, _ in spans(one)
    ]
    for one in answer.right:
        for start, end in spans(one):
            before, after = folded[max(0, start - _BEFORE) : start], folded[end : end + _AFTER]
            if _TRUE_BEFORE.search(before) or _TRUE_AFTER.search(after):
                return True
            # A list that puts the same sign before every option tells nothing.
            listed = _BULLET.search(before) and (any(bullets) or not bullets)
            if _SIGN_BEFORE.search(before) and not listed:
                return True
    if not answer.answer:
        return False
    said = _said(answer.answer)
    return any(
        said.search(folded, end, end + _AFTER_STEM) for one in answer.stem for _, end in spans(one)
    )
