"""Guessers: each finds the bank that it can read, and no bank whose keys fall by chance."""

from dataclasses import replace
from fractions import Fraction

import pytest
from form_worlds import text, wide

from govlab.chance import Stream
from govlab.course import Item, Option, Text
from govlab.course._guessers import Guesser, guessers, lucky
from govlab.course.interactions import Choice, Matching, Ordering, Premise, TrueFalse


def item(number, interaction):
    return Item("one", f"i{number}", 1, "exam", "tell", "apply", 1, (), text(number), interaction)


def bank(*interactions):
    """Return the curriculum of these questions."""
    items = tuple(item(number, one) for number, one in enumerate(interactions))
    found = wide()
    module = replace(found.modules["one"], items=items)
    return replace(found, modules={"one": module})


def told(curriculum):
    return {one.name for one in guessers(curriculum) if one.too_lucky}


# Equally long in each language: looks say nothing.
WORDS = ("คำกก plea", "คำขข text", "คำคค gist", "คำงง hail")


def choice(key, words=WORDS, several=False):
    options = tuple(
        Option(letter, Text(one, one), place in key, text("-"))
        for place, (letter, one) in enumerate(zip("abcd", words, strict=True))
    )
    return Choice(options, several=several)


def by_chance(count, seed=0):
    """Return single choices whose keys fall where a stream puts them."""
    stream = Stream(seed, "keys")
    return [choice({stream.below(4)}) for _ in range(count)]


@pytest.mark.parametrize("seed", range(8))
def test_keys_that_fall_by_chance_are_not_too_lucky(seed):
    """Forty random keys please no guesser, whatever the seed."""
    assert told(bank(*by_chance(40, seed))) == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("longest_th", ["คำตอบที่ยาวกว่าคำตอบอื่น", "คำตอบ", "คำถาม", "คำขอ"]),
        ("shortest_en", ["no", "none of these", "never once", "not at all"]),
        ("specific_th", ["ภายใน 15 วันตามมาตรา 128", "โดยเร็วที่สุดเท่าที่ทำได้จริง", "เมื่อสะดวก", "ในปีหน้า"]),
        (
            "specific_en",
            ["Within 15 days, section 9", "As soon as it can be", "Later", "Next year"],
        ),
        (
            "hedged_en",
            ["It may be kept, unless asked", "It is to be kept", "Burn it", "Sell it now"],
        ),
        ("hedged_th", ["อาจเก็บไว้ได้หากจำเป็น", "ต้องเก็บไว้ให้ครบถ้วนเสมอกัน", "ต้องเผา", "ต้องขาย"]),
    ],
)
def test_each_look_finds_the_bank_it_can_read(name, words):
    """Where the key is the longest, shortest, most specific or most hedged, that guess wins."""
    turned = [words[-n:] + words[:-n] for n in range(4)]
    questions = [choice({words_.index(words[0])}, words_) for words_ in turned * 3]
    assert name in told(bank(*questions))


@pytest.mark.parametrize(("name", "place"), [("first", 0), ("last", 3)])
def test_a_key_that_always_stands_in_one_place_is_found(name, place):
    """First and last count by the order of the file."""
    assert told(bank(*[choice({place}) for _ in range(10)])) == {name}


def test_a_look_that_says_nothing_of_a_question_leaves_it_out():
    """Nobody guesses by hedges where no option hedges; the guesser counts the others."""
    (hedged,) = [one for one in guessers(bank(*by_chance(12))) if one.name == "hedged_th"]
    assert (hedged.items, hedged.percent, hedged.too_lucky) == (0, 0.0, False)


def test_marking_everything_pays_only_where_nearly_everything_is_right():
    """Of four options three right ones make the guess worth two thirds; two make it nothing."""
    assert "everything" in told(bank(*[choice({0, 1, 2}, several=True) for _ in range(10)]))
    half = guessers(bank(*[choice({0, 1}, several=True) for _ in range(10)]))
    assert next(one for one in half if one.name == "everything").found == 0


def test_statements_that_are_always_true_are_found():
    """Ten true statements out of ten are luck for whoever nods."""
    one = TrueFalse(True, text("x"), text("y"))
    assert told(bank(*[one] * 10)) == {"always_true"}
    assert told(bank(*[one, replace(one, truth=False)] * 5)) == set()


def test_steps_and_matches_in_the_order_of_the_file_are_found():
    """Five orders that keep most pairs of the file are enough to tell: pairs count, not items."""
    steps = tuple(Option(one, text(one), False, text("-")) for one in "abcd")
    orders = [Ordering(steps, tuple("bcda"))] * 5
    assert told(bank(*orders)) == {"as_filed"}
    rows = tuple(Premise(str(n + 1), text(n), "dcba"[n], text("-")) for n in range(4))
    assert told(bank(*[Matching(rows, steps)] * 3)) == {"backwards"}


def test_the_limit_falls_with_the_size_of_the_bank():
    """Small banks are given 20 points above chance, large ones 10, as luck evens out."""
    limits = [Guesser("first", Fraction(0), n, Fraction(1, 4), n).limit for n in (12, 60, 1000)]
    assert limits[0] == 45
    assert 35 < limits[1] < 45
    assert limits[2] == 35


def test_the_finding_says_how_many_chance_finds_and_where_the_limit_is():
    """Found, share, chance and limit stand in the sentence, and the numbers in the JSON."""
    curriculum = bank(*[choice({0}) for _ in range(10)])
    (finding,) = lucky(curriculum)
    assert finding.rule == "guesser"
    for words in ("'first'", "10 of 10", "100.0 %", "25.0 %", "45.0 %"):
        assert words in finding.said("en")
    first = guessers(curriculum)[0]
    assert first.as_dict() == {"found": 10.0, "items": 10, "percent": 100.0, "limit": 45.0}
