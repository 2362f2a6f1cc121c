"""English by rule: articles, number, capitals and doubled words after a fill."""

import re
from collections.abc import Iterator
from itertools import pairwise

from govlab.text import Message, message

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PLURALS = {
    "agency": "agencies",
    "bidder": "bidders",
    "case": "cases",
    "child": "children",
    "company": "companies",
    "complaint": "complaints",
    "contract": "contracts",
    "copy": "copies",
    "day": "days",
    "document": "documents",
    "employee": "employees",
    "gift": "gifts",
    "hour": "hours",
    "item": "items",
    "letter": "letters",
    "minute": "minutes",
    "month": "months",
    "office": "offices",
    "officer": "officers",
    "official": "officials",
    "page": "pages",
    "person": "people",
    "piece": "pieces",
    "place": "places",
    "point": "points",
    "project": "projects",
    "report": "reports",
    "share": "shares",
    "step": "steps",
    "supplier": "suppliers",
    "time": "times",
    "trainee": "trainees",
    "unit": "units",
    "vendor": "vendors",
    "week": "weeks",
    "witness": "witnesses",
    "year": "years",
}
_BETWEEN = "(?:(?:working|calendar|business|government|other|more|further|new|open|whole) )?"
_ONE = "|".join(_PLURALS)
_MANY = "|".join(_PLURALS.values())
# Dates, ranges and numbers of articles are no counts; a count of four digits has its comma.
_COUNT = r"(?<![\w.,/–-])"
_ONE_MANY = re.compile(rf"{_COUNT}1 {_BETWEEN}(?:{_MANY})\b")
_MANY_ONE = re.compile(
    rf"{_COUNT}(?!1 )(?:[0-9]{{1,3}}(?:,[0-9]{{3}})*(?:\.[0-9]+)?) {_BETWEEN}(?:{_ONE})\b(?![-'’])"
)
_ONE_ARE = re.compile(rf"{_COUNT}1 {_BETWEEN}(?:{_ONE}) (?:are|were|have)\b")
_NONE = re.compile(rf"(?<![\w.,/])0 {_BETWEEN}(?:{_ONE}|{_MANY}|baht)\b")
# Before a unit other than money, 2023 is as likely a year.
_UNGROUPED = re.compile(
    rf"{_COUNT}(?!(?:19|20|24|25)\d\d (?!baht))[0-9]{{4,}}(?:\.[0-9]+)? (?:baht|{_MANY})\b"
)
# After one of these a number is a name, not a count.
_NAMED = re.compile(
    r"(?:sections?|articles?|clauses?|paragraphs?|rules?|no\.|number|module|items?|steps?|annex|table)\s$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(a|an) ([\"“‘'(]?)([A-Za-z0-9][\w,.'’-]*)", re.IGNORECASE)
# Written with a vowel, said with a consonant, and the other way round.
_SAID_Y_OR_W = re.compile(r"(?:uni(?!n|m|d)|unan|use|usu|uti|eu|ewe|one|once|ubiq)", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_SPELT = 3  # capitals at most; longer ones are mostly said as words
_LETTERS_SAID_WITH_A_VOWEL = "AEFHILMNORSX"
_ELEVEN_OR_EIGHTEEN = re.compile(r"(?:11|18)(?![0-9])(?:,[0-9]{3})*(?![0-9])")
# Words that stand twice in sound English.
_TWICE = frozenset({"had", "that"})
_SMALL_START = re.compile(r"^[\"“‘'(]?[a-z]")
_SMALL_AFTER_STOP = re.compile(r"(\S*[.?!])[\"”’)]? ([a-z])")
_ABBREVIATED = re.compile(
    r"(?:e\.g|i\.e|etc|vs|no|art|approx|cf|p|pp|a\.m|p\.m|dr|mr|ms|mrs|\.\.)\.$|^[a-z]\.$",
    re.IGNORECASE,
)
_BUDDHIST = re.compile(rf"(?:{_MONTHS}) 2[45][0-9]{{2}}(?! \()")
_THAI_DIGITS = re.compile("[๐-๙]+")


def slips(text: str, *, prose: bool) -> Iterator[tuple[str, Message]]:
    """Yield what is wrong in an English text by rule; capitals only where it is `prose`."""
    for article, wrong in _articles(text):
        yield "article", message("template.article", found=wrong, article=article)
    ones = (_ONE_MANY.search(text), _ONE_ARE.search(text)) if "1 " in text else ()
    for found in filter(None, (*ones, _count(text))):
        yield "number", message("template.plural", found=found.group())
    if none := _NONE.search(text) if "0 " in text else None:
        yield "classifier", message("template.none_counted", found=none.group())
    if ungrouped := _UNGROUPED.search(text):
        yield "numbers", message("template.ungrouped", found=ungrouped.group())
    if doubled := _doubled(text):
        yield "doubled", message("template.doubled", found=doubled)
    if year := _BUDDHIST.search(text):
        yield "dates", message("template.buddhist_era", found=year.group())
    if digits := None if text.isascii() else _THAI_DIGITS.search(text):
        yield "digits", message("template.thai_digits", found=digits.group())
    if prose and (small := _small(text)):
        yield "capital", message("template.capital", found=small)


def _articles(text: str) -> Iterator[tuple[str, str]]:
    for found in _ARTICLE.finditer(text):
        article, _, word = found.groups()
        if article == "A" and found.start() and text[found.start() - 1] not in " \n":
            continue
        right = "an" if _begins_with_a_vowel(word) else "a"
        if article.lower() != right and not _is_a_letter(article, text, found.start()):
            yield right, found.group()


def _is_a_letter(article: str, text: str, start: int) -> bool:
    """Return whether a capital A inside a sentence names something: class A assets."""
    return article == "A" and start > 1 and text[start - 2] not in ".?!:\n"


def _begins_with_a_vowel(word: str) -> bool:
    """Return whether `word` is said with a vowel first."""
    if word[0].isdigit():
        return word[0] == "8" or bool(_ELEVEN_OR_EIGHTEEN.match(word))
    head = re.split(r"[-'’.,]", word)[0]
    if len(head) == 1 or (head.isupper() and len(head) <= _SPELT):
        return head[0].upper() in _LETTERS_SAID_WITH_A_VOWEL  # said letter by letter: an NGO
    if _SAID_Y_OR_W.match(word):
        return False
    return word[0].lower() in "aeiou" or bool(_SILENT_H.match(word))


def _doubled(text: str) -> str:
    """Return a word that stands twice in a row, empty when none does."""
    for left, right in pairwise(text.split()):
        word = left.lower()
        if word.isalpha() and word not in _TWICE and word == right.rstrip(".,;:?!)”").lower():
            return f"{left} {right}"
    return ""


def _count(text: str) -> re.Match[str] | None:
    for found in _MANY_ONE.finditer(text):
        if not _NAMED.search(text[: found.start()]):
            return found
    return None


def _small(text: str) -> str:
    """Return the place where a sentence begins without a capital, empty when none does."""
    if found := _SMALL_START.match(text):
        return text[: found.end() + 12]
    for found in _SMALL_AFTER_STOP.finditer(text):
        if not _ABBREVIATED.search(found.group(1)):
            return found.group()
    return ""
