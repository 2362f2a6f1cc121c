"""Reads the labelled items: sound ones, and edits of them that hold a named flaw.

A line ``@ NAME`` begins a sound item: its stem after ``S``, a right option after ``*``, a
wrong one after ``-``, each with Thai before the bar and English after it. A line
``= RULE[:LANG] [+ RULE …] < NAME`` begins a flawed item: that one with other texts in the
lines that follow, ``S`` for the stem or the number of an option, ``-2`` for one that is
wrong from now on; where a language is left out it stays as it was. The flaw is in the
languages whose texts were changed, or in the one that is named.
"""

from dataclasses import dataclass
from pathlib import Path

from govlab.course.flaws import RULES, Side
from govlab.course.flaws._side import tidied

HERE = Path(__file__).parent / "labelled"
LANGS = ("th", "en")


@dataclass(frozen=True)
class Labelled:
    """One item in one language, and the rules that should find it."""

    name: str
    base: str
    side: Side
    flaws: frozenset[str]


def read(half):
    """Return the labelled items of ``"develop"`` or ``"hold"``, each in both languages."""
    blocks = []
    for line in (HERE / f"{half}.items").read_text(encoding="utf-8").splitlines():
        if line.startswith(("@", "=")):
            blocks.append((line, []))
        elif line.strip() and not line.startswith("#"):
            blocks[-1][1].append(line)
    sound, found = {}, []
    for head, lines in blocks:
        if head.startswith("@"):
            name = head[1:].strip()
            assert name not in sound, name
            sound[name] = whole(lines)
            found += [labelled(name, name, lang, sound[name], frozenset()) for lang in LANGS]
            continue
        rules, _, base = head[1:].partition("<")
        base = base.strip()
        texts, changed = edited(sound[base], lines)
        flaws = {lang: set() for lang in LANGS}
        for rule in rules.split("+"):
            name, _, only = rule.strip().partition(":")
            assert name in RULES, head
            for lang in {only} if only else changed:
                flaws[lang].add(name)
        title = f"{base} = {rules.strip()} #{len(found)}"
        # A language without an edit is the sound item once more: count it once.
        found += [labelled(title, base, lang, texts, frozenset(flaws[lang])) for lang in changed]
    return found


def whole(lines):
    """Return stem and options of a sound item: mark, and text by language."""
    parts = [(line[0], dict(zip(LANGS, split(line[1:]), strict=True))) for line in lines]
    assert [mark for mark, _ in parts].count("S") == 1
    return parts


def edited(parts, lines):
    """Return the parts with the edits of `lines`, and the languages that changed."""
    parts = [(mark, dict(texts)) for mark, texts in parts]
    changed = set()
    for line in lines:
        place, _, words = line.partition(" ")
        number = 0 if place == "S" else abs(int(place))
        mark, texts = parts[number]
        assert not place.startswith("-") or mark in "-*"
        parts[number] = ("-" if place.startswith("-") else mark, texts)
        for lang, text in zip(LANGS, split(words), strict=True):
            if text:
                texts[lang] = text
                changed.add(lang)
    return parts, sorted(changed)


def labelled(name, base, lang, parts, flaws):
    """Return one language of an item with its labels."""
    options = [(mark, tidied(texts[lang])) for mark, texts in parts[1:]]
    right = tuple(mark == "*" for mark, _ in options)
    kind = "multiple" if sum(right) > 1 else "single"
    assert any(right), name
    side = Side(lang, kind, parts[0][1][lang], tuple(text for _, text in options), right)
    return Labelled(name, base, side, flaws)


def split(text):
    """Return Thai and English of a line."""
    thai, _, english = text.partition("|")
    return thai.strip(), english.strip()


def measured(items):
    """Return by rule: flaws there are, found, other items, false alarms, and their names."""
    counts = {}
    for rule, test in RULES.items():
        there = [one for one in items if rule in one.flaws]
        others = [one for one in items if rule not in one.flaws]
        missed = [one for one in there if not test(one.side)]
        alarms = [one for one in others if test(one.side)]
        counts[rule] = (there, missed, others, alarms)
    return counts
