"""Variants of templated items over many seeds: each must stand as an item by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from govlab.chance import Stream
from govlab.course._finding import Finding
from govlab.course._grammar import joins, slips
from govlab.course._rules import folded
from govlab.course._template import Template
from govlab.course.interactions import Choice, Matching, Numeric, Ordering, TrueFalse
from govlab.errors import GovlabError, Words
from govlab.text import message
from govlab.thai import to_arabic_digits

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course._model import Curriculum
    from govlab.course._words import Text

SEEDS = 1000
# Neighbours in a class should not meet the same figures; fewer variants than this are
# better written out as items. Our design.
LEAST_VARIANTS = 8
# Per cent of draws that keep the conditions, at least: rarer ones hide that a parameter
# hardly varies, and make draws slow.
LEAST_KEPT = 5
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_PER_CENT = re.compile(r"ร้อยละ ?([0-9.]+)|([0-9.]+) ?(?:%|เปอร์เซ็นต์|per ?cent)")
_SIGNS = re.compile(r"[\s\"“”'‘’]|\.$")

Fault = tuple[str, str, Words]  # place in the item, rule, sentence


@dataclass(frozen=True, slots=True)
class Examined:
    """What the variants of one template showed.

    Parameters
    ----------
    code : str
    variants : int
        Different questions that the seeds gave, counted by their words and keys.
    kept : Fraction
        Share of the draws that kept the conditions.
    findings : tuple of Finding
        Each rule once for each place, however many variants break it.
    """

    code: str
    variants: int
    kept: Fraction
    findings: tuple[Finding, ...]


@lru_cache(maxsize=512)  # one process asks of the same content again and again
def examined(template: Template, curriculum_id: str, seeds: int = SEEDS) -> Examined:
    """Return what `seeds` variants of a template show.

    Rules: the shape of an item and one defensible key; no two options with the same
    words or the same value; numbers that are known mistakes lie apart from the key; no
    hole left; no parameter without use; conditions that hold often enough; enough
    variants; grammar by the rules of :mod:`govlab.course._grammar`.

    Parameters
    ----------
    template : Template
    curriculum_id : str
        For the places of findings.
    seeds : int
        How many, from 0 on.
    """
    tally = _Tally(f"{curriculum_id}/{template.code}")
    tries = drawn = 0
    seen: set[str] = set()
    shown: set[tuple[str, ...]] = set()
    sentences: set[tuple[str, ...]] = set()
    for seed in range(seeds):
        try:
            values, tried = template.parameters.tried(Stream(seed, "variant", template.code))
            tries += tried
            drawn += 1
            digest = template.parameters.digest(values)
            if digest in seen:
                continue
            seen.add(digest)
            item = template.realised(values)
            joined = list(template.joined(values))
        except GovlabError as wrong:
            tally.add(seed, [("", "variant", wrong)])
            if not drawn:
                break  # conditions that never hold take a thousand draws to say so
            continue
        shown.add(_content(item))
        tally.add(seed, _faults(item))
        tally.add(seed, _slips(item, sentences))
        for place, lang, pieces in joined:
            tally.add(seed, [(place, rule, words) for rule, words in joins(pieces, lang)])
    kept = Fraction(drawn, tries) if tries else Fraction(0)
    findings = [*tally.findings(len(seen))]
    if drawn and 100 * kept < LEAST_KEPT:
        words = message("template.rarely", percent=f"{float(100 * kept):.1f}", least=LEAST_KEPT)
        findings.append(Finding("conditions", tally.where, words))
    if drawn and len(shown) < min(LEAST_VARIANTS, seeds):
        words = message("template.few", count=len(shown), seeds=seeds, least=LEAST_VARIANTS)
        findings.append(Finding("variants", tally.where, words))
    findings += [
        Finding("unused", tally.where, message("template.unused", name=name))
        for name in template.unused
    ]
    return Examined(template.code, len(shown), kept, tuple(findings))


def examinations(curriculum: "Curriculum", seeds: int = SEEDS) -> Iterator[Examined]:
    """Yield what the variants of each template of a curriculum show."""
    for one in curriculum.items.values():
        if isinstance(one, Template):
            yield examined(one, curriculum.id, seeds)


def variant_findings(curriculum: "Curriculum", seeds: int = SEEDS) -> Iterator[Finding]:
    """Yield every rule that a variant of a templated item breaks.

    Examples
    --------
    >>> from govlab import course
    >>> list(variant_findings(course.load("governance"), seeds=20))
    []
    """
    for one in examinations(curriculum, seeds):
        yield from one.findings


@dataclass
class _Tally:
    """Collects faults of variants: one finding a rule and place, with how many have it."""

    where: str
    # (place, rule, key of the sentence) -> how many, first seed, sentence
    found: dict[tuple[str, str, str], tuple[int, int, Words]] = field(default_factory=dict)

    def add(self, seed: int, faults: "Iterator[Fault] | list[Fault]") -> None:
        for place, rule, words in faults:
            key = place, rule, getattr(words, "key", type(words).__name__)
            count, first, said = self.found.get(key, (0, seed, words))
            self.found[key] = count + 1, first, said

    def findings(self, variants: int) -> Iterator[Finding]:
        for (place, rule, _), (count, seed, words) in self.found.items():
            where = f"{self.where}:{place}" if place else self.where
            said = message(
                "template.in_variants", count=count, variants=variants, seed=seed, words=words
            )
            yield Finding(rule, where, said)


def _content(item: "Item") -> tuple[str, ...]:
    texts = [text.th for _, text, _ in item.interaction.texts()]
    return (item.stem.th, *texts, *(one.interaction.answer for one in item.scored))


def _faults(item: "Item") -> Iterator[Fault]:
    """Yield what leaves a variant without one defensible key."""
    for rule, words in item.interaction.faults():
        yield "", rule, words
    for one in item.scored:
        place = one.id.rpartition("/")[2] if one is not item else ""
        interaction = one.interaction
        if isinstance(interaction, Choice | TrueFalse | Ordering | Matching):
            yield from _same(place, [option.text for option in interaction.options])
        if isinstance(interaction, Matching):
            yield from _same(place, [premise.text for premise in interaction.premises])
        if isinstance(interaction, Choice) and len(interaction.right) == len(interaction.options):
            yield place, "key", message("template.all_right")
        if isinstance(interaction, Numeric):
            yield from _close(place, interaction)


def _same(place: str, texts: "list[Text]") -> Iterator[Fault]:
    for lang in ("th", "en"):
        values = [_valued(one.in_language(lang)) for one in texts]
        for (left, first), (right, second) in combinations(zip(values, texts, strict=True), 2):
            if left == right:
                words = message(
                    "template.same_value",
                    lang=lang,
                    first=first.in_language(lang),
                    second=second.in_language(lang),
                )
                yield place, "options", words


@lru_cache(maxsize=4096)  # most options are the same in every variant
def _valued(text: str) -> str:
    """Return `text` with its numbers in one form: 2,500 บาท is 2500.00 บาท."""
    plain = _NUMBER.sub(_plain_number, to_arabic_digits(folded(text)))
    plain = _PER_CENT.sub(lambda found: f"{found[1] or found[2]}%", plain)
    return _SIGNS.sub("", plain)


def _plain_number(found: re.Match[str]) -> str:
    digits = found.group().replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _close(place: str, numeric: Numeric) -> Iterator[Fault]:
    for first, second in combinations(numeric.answers, 2):
        if abs(first.value - second.value) <= first.tolerance + second.tolerance:
            words = message("template.close", first=str(first.value), second=str(second.value))
            yield place, "key", words


def _slips(item: "Item", seen: set[tuple[str, ...]]) -> Iterator[Fault]:
    """Yield slips of grammar, each sentence looked at once."""
    texts = [("stem", item.stem, True), *item.interaction.texts()]
    for place, text, prose in texts:
        for lang in ("th", "en"):
            words = text.in_language(lang)
            if (lang, place, words) in seen:
                continue
            seen.add((lang, place, words))
            for rule, slip in slips(words, lang, prose=prose):
                yield f"{place}.{lang}", rule, slip
