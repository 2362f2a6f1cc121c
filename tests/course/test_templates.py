"""Templated items: parameters, holes, variants, and what a file may not say."""

import copy
import json
import pickle
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from template_worlds import ALL, DEADLINE, GIFT, STORY, VERDICT, both, made, stream

from govlab.chance import Stream
from govlab.course import Item
from govlab.course._expressions import Place
from govlab.course._filling import Phrase, decimal
from govlab.course._parameters import Parameters
from govlab.course._template import Template
from govlab.errors import InputError
from govlab.thai import government_calendar

HERE = Place("one/items.yaml: gift", "stem.th")


def filled(text, lang="th", **values):
    return Phrase(text, lang, list(values), HERE)(values)


def drawn(seed, *raw, conditions=()):
    return Parameters(list(raw), list(conditions), "one/gift").draw(Stream(seed, "draw"))


def refused(*raw, conditions=(), seed=1):
    with pytest.raises(InputError) as caught:
        drawn(seed, *raw, conditions=conditions)
    return str(caught.value)


@pytest.mark.parametrize("raw", ALL, ids=lambda raw: raw["type"])
def test_every_type_gives_whole_items_whose_key_earns_full_marks(raw):
    """A variant of any type is an item without holes; its own key is worth all points."""
    template = made(raw)
    for seed in range(40):
        item = template.variant(stream(seed))
        assert isinstance(item, Item)
        assert (item.code, item.type, item.points) == (template.code, raw["type"], template.points)
        assert "{{" not in json.dumps(item.as_dict(), ensure_ascii=False)
        assert '"= ' not in json.dumps(item.as_dict(), ensure_ascii=False)
        assert not list(item.interaction.faults())
        for one in item.scored:
            if one.type != "text":
                assert one.interaction.credit(one.response(one.interaction.answer)) == 1
            assert one.variant == item.variant
        assert Item.from_data(item.as_dict()) == item


def test_the_key_follows_the_figures():
    """The right option, number and verdict are those of the drawn values, in both languages."""
    gift, deadline, verdict = made(GIFT), made(DEADLINE), made(VERDICT)
    rights = set()
    for seed in range(60):
        values = gift.parameters_of(stream(seed))
        item = gift.variant(stream(seed))
        assert item.right == (("a",) if values["amount"] <= 3000 else ("b",))
        assert f"{values['amount']:,} บาท" in item.stem.th
        assert f"{values['amount']:,} baht" in item.stem.en
        rights.add(item.right)
        found = deadline.variant(stream(seed)).interaction.answers
        assert found[0].value == deadline.parameters_of(stream(seed))["allowed"]
        assert (found[1].value - found[0].value, found[1].credit) == (1, Fraction(1, 2))
        values = verdict.parameters_of(stream(seed))
        truth = verdict.variant(stream(seed)).interaction.truth
        assert truth is (values["claimed"] <= values["paid"])
    assert rights == {("a",), ("b",)}


def test_a_variant_is_its_seeds_for_ever():
    """The same stream gives the same variant, and this one stays what it is today."""
    template = made(GIFT)
    first = template.variant(stream(2567))
    assert first == template.variant(stream(2567))
    assert first.variant == "68844db28901"
    assert len({template.variant(stream(seed)).variant for seed in range(50)}) > 40


def test_the_variant_is_named_by_what_was_drawn_alone():
    """Equal drawn values have equal names; a computed one has no part in it."""
    one, other = made(DEADLINE), made(DEADLINE)
    values = one.parameters_of(stream(3))
    assert one.realised(values).variant == other.variant(stream(3)).variant
    assert one.realised(values | {"due": date(2030, 1, 1)}).variant == one.realised(values).variant
    later = values | {"received": date(2024, 1, 3)}
    assert one.realised(later).variant != one.realised(values).variant


def test_conditions_draw_again_until_they_hold():
    """No variant breaks a condition, and values that keep it all occur."""
    raw = {"name": "n", "from": [1, 2, 3, 4]}
    found = {drawn(seed, raw, conditions=["n != 2", "n < 4"])["n"] for seed in range(60)}
    assert found == {1, 3}
    assert "held for none of 1000" in refused(raw, conditions=["n > 4"])
    assert "true or false" in refused(raw, conditions=["n + 1"])


def test_every_kind_of_parameter_gives_all_of_its_values_and_no_other():
    """Lists, ranges, roles and days, with bounds that may use the parameters before."""
    raw = [
        {"name": "rate", "from": [0.1, 2, "ก", True]},
        {"name": "people", "range": {"low": 10, "high": 24, "step": 5}},
        {"name": "share", "range": {"low": 0.1, "high": 0.3, "step": 0.1}},
        {"name": "giver", "words": [both("ญาติ", "a cousin"), both("ผู้ค้า", "a vendor")]},
        {"name": "first", "date": {"first": "2023-04-12", "last": "2023-04-18"}},
        {"name": "open", "date": {"first": "2023-04-12", "last": "2023-04-18", "working": True}},
        {"name": "later", "date": {"first": "= first", "last": "= add_days(first, 1)"}},
        {"name": "half", "from": ["= people / 2", "= people"]},
        {"name": "due", "compute": "add_days(first, people)"},
    ]
    found = [drawn(seed, *raw) for seed in range(200)]
    assert {one["rate"] for one in found} == {Fraction(1, 10), 2, "ก", True}
    assert {one["people"] for one in found} == {10, 15, 20}
    assert {one["share"] for one in found} == {Fraction(1, 10), Fraction(1, 5), Fraction(3, 10)}
    assert {one["giver"].en for one in found} == {"a cousin", "a vendor"}
    assert {one["first"].day for one in found} == set(range(12, 19))
    calendar = government_calendar()
    # Songkran: 13-16 and the day in lieu.
    working = {day for day in range(12, 19) if calendar.is_working_day(date(2023, 4, day))}
    assert {one["open"].day for one in found} == working
    assert {(one["later"] - one["first"]).days for one in found} == {0, 1}
    assert {one["people"] / one["half"] for one in found} == {1, 2}
    assert all((one["due"] - one["first"]).days == one["people"] for one in found)


def test_a_parameter_moves_no_other_template():
    """Draws come from the stream that is given: another seed or purpose, another variant."""
    raw = {"name": "n", "range": {"low": 1, "high": 10**6}}
    assert drawn(1, raw) == drawn(1, raw)
    assert drawn(1, raw) != drawn(2, raw)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"name": "Amount", "from": [1, 2]}, "a–z"),
        ({"name": "max", "from": [1, 2]}, "not that of a function"),
        ({"from": [1, 2]}, "name"),
        ({"name": "n"}, "exactly one of from, range, words, date, compute"),
        ({"name": "n", "from": [1, 2], "compute": "1"}, "exactly one of"),
        ({"name": "n", "from": [1]}, "at least two"),
        ({"name": "n", "from": [1, 1]}, "twice"),
        ({"name": "n", "from": [1, None]}, "must be a number"),
        ({"name": "n", "from": 5}, "list"),
        ({"name": "n", "range": {"low": 5, "high": 1}}, "hold a value"),
        ({"name": "n", "range": {"low": 1, "high": 5, "step": 0}}, "above zero"),
        ({"name": "n", "range": {"low": 1, "top": 5}}, "with high, low"),
        ({"name": "n", "range": {"low": "x", "high": 5}}, "must be a number"),
        ({"name": "n", "date": {"first": "2023-02-30", "last": "2023-03-01"}}, "calendar"),
        ({"name": "n", "date": {"first": "2023-03-02", "last": "2023-03-01"}}, "hold a value"),
        (
            {"name": "n", "date": {"first": "2023-03-04", "last": "2023-03-06", "working": True}},
            "working day",
        ),
        (
            {"name": "n", "date": {"first": "2029-03-04", "last": "2029-03-16", "working": True}},
            "announced",
        ),
        (
            {"name": "n", "date": {"first": "2023-03-04", "last": "2023-03-06", "working": "yes"}},
            "true or false",
        ),
        ({"name": "n", "words": [{"th": "ก"}, {"th": "ข"}]}, "with en, th"),
        (
            {"name": "n", "words": [{"th": "ก", "en": " "}, {"th": "ข", "en": "b"}]},
            "in Thai and in English",
        ),
        ({"name": "n", "compute": 5}, "expression in quotes"),
        ({"name": "n", "compute": "later + 1"}, "'later') must be one of"),
        ({"name": "n", "from": ["= n", 2]}, "'n') must be one of"),
    ],
)
def test_a_wrong_parameter_is_refused_by_place_value_and_rule(raw, words):
    """The message has the item, the parameter, what was found and what must hold."""
    found = refused(raw)
    assert words in found
    assert "one/gift, field parameters.1" in found


KINDS = ["from", "range", "words", "date", "compute"]
KEYS = st.sampled_from(["name", *KINDS, "low", "high", "first", "last", "th", "en"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["n", "= n", "= 1", "2023-03-02", "ก", "1 +", ""])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
PARAMETER = st.fixed_dictionaries(
    {"name": st.sampled_from(["n", "m"])},
    optional=dict.fromkeys(KINDS, JSON),
)


@given(st.lists(PARAMETER | JSON, min_size=1, max_size=3), st.lists(JSON, max_size=2))
def test_whatever_a_file_holds_ends_in_values_or_one_clear_error(raw, conditions):
    """Parameters of any shape at all are drawn, or refused as input."""
    try:
        found = drawn(1, *raw, conditions=conditions)
    except InputError:
        return
    assert list(found) == [one["name"] for one in raw]


def test_a_name_stands_once():
    """Two parameters of one name are refused."""
    assert "rename one" in refused({"name": "n", "from": [1, 2]}, {"name": "n", "from": [3, 4]})


@pytest.mark.parametrize(
    ("hole", "th", "en"),
    [
        ("{{ n }}", "1234567", "1234567"),
        ("{{ n | number }}", "1,234,567", "1,234,567"),
        ("{{ n | baht }}", "1,234,567 บาท", "1,234,567 baht"),
        ("{{ half }}", "0.5", "0.5"),
        ("{{ -half | number }}", "-0.5", "-0.5"),
        ("{{ n + half | baht }}", "1,234,567.50 บาท", "1,234,567.50 baht"),
        ("{{ percent(1, 8) | percent }}", "ร้อยละ 12.5", "12.5 per cent"),
        ("{{ day | date }}", "2 มีนาคม 2566", "2 March 2023"),
        ("{{ day | full_date }}", "วันพฤหัสบดีที่ 2 มีนาคม พ.ศ. 2566", "Thursday 2 March 2023"),
        ("{{ day | month }}", "มีนาคม 2566", "March 2023"),
        ("{{ giver }}", "ผู้ค้า", "a vendor"),
        ("{{ giver | capital }}", "ผู้ค้า", "A vendor"),
        ("{{ 'a|b' }}", "a|b", "a|b"),
        ("{{n}}{{n}}", "12345671234567", "12345671234567"),
        ("{ n } {{ letter }}", "{ n } ก", "{ n } ก"),
    ],
)
def test_holes_are_filled_in_the_language_of_their_text(hole, th, en):
    """Each filter writes Arabic digits, Thai years in Thai, common years in English."""
    values = drawn(
        1, {"name": "giver", "words": [both("ผู้ค้า", "a vendor"), both("ผู้ค้า", "a vendor ")]}
    )
    values = {
        "n": 1234567,
        "half": Fraction(1, 2),
        "day": date(2023, 3, 2),
        "letter": "ก",
        **values,
    }
    assert filled(hole, "th", **values) == th
    assert filled(hole, "en", **values).strip() == en


@pytest.mark.parametrize(
    ("hole", "words"),
    [
        ("{{ n | money }}", "filter (='money')"),
        ("{{ n | }}", "filter (='–')"),
        ("{{ n", "complete the pair"),
        ("n }}", "complete the pair"),
        ("{{ }}", "cannot be read"),
        ("{{ n || n }}", "expression | filter"),
        ("{{ n.real }}", "Attribute"),
        ("{{ n / 3 }}", "round it first"),
        ("{{ n / 9 | baht }}", "round it first"),
        ("{{ n / 8 | baht }}", "satang"),
        ("{{ day }}", "add | date"),
        ("{{ n | date }}", "must be a day"),
        ("{{ day | number }}", "must be a number"),
        ("{{ n > 1 }}", "must be a number"),
    ],
)
def test_a_hole_that_cannot_be_filled_says_why(hole, words):
    """Unknown filters, open holes, endless decimals and days without a form are refused."""
    with pytest.raises(InputError) as caught:
        filled(hole, n=1001, day=date(2023, 3, 2))
    assert words in str(caught.value)
    assert "stem.th" in str(caught.value)


def test_decimals_are_written_exactly():
    """Every decimal of up to twelve places comes back from its digits."""
    for value in (Fraction(1, 4096), Fraction(-7, 200), Fraction(123456789, 1000)):
        assert Fraction(decimal(value)) == value


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"points": "= 1 + 1"}, "must be fixed"),
        ({"level": "= 'apply'"}, "must be fixed"),
        ({"sources": ["= 'S2-014'"]}, "must be fixed"),
        ({"id": "gift-{{ amount }}"}, "must be fixed"),
        ({"stem": both("{{ nothing }}", "x")}, "'nothing') must be one of"),
        ({"stem": {"th": "มี {{ amount }}"}}, "en"),
        ({"extra": 1}, "extra"),
        ({"options": [{"id": "a"}]}, "options"),
        (
            {"type": "numeric", "answers": [{"value": "{{ amount }}", "reason": both("ก", "a")}]},
            "begin a computed value",
        ),
        ({"conditions": ["amount < 0"]}, "held for none"),
    ],
)
def test_a_wrong_template_is_refused_when_it_is_read(change, words):
    """Fixed fields stay fixed, names are known, and a variant has the shape of an item."""
    with pytest.raises(InputError) as caught:
        made(GIFT, **change)
    assert words in str(caught.value)
    assert "one/items.yaml: gift" in str(caught.value)


def test_a_key_field_keeps_its_type():
    """What is worked out for `correct` must be true or false: a number is refused."""
    raw = copy.deepcopy(GIFT)
    raw["options"][0]["correct"] = "= amount"
    with pytest.raises(InputError, match=r"correct.*valid boolean"):
        made(raw)


def test_the_fingerprint_is_of_everything_but_the_version():
    """Another parameter is another content; another version alone is not."""
    template = made(GIFT)
    assert made(GIFT, version=2).fingerprint == template.fingerprint
    for change in ({"conditions": ["amount != 3250"]}, {"use": "practice"}, {"points": 2}):
        assert made(GIFT, **change).fingerprint != template.fingerprint
    assert Template.made("two", GIFT, "items.yaml").fingerprint != template.fingerprint
    assert template.as_dict()["code"] == "one/gift"


def test_templates_of_one_content_are_equal():
    """Read twice, a template is the same; another condition makes another of it."""
    assert made(GIFT) == made(GIFT)
    assert hash(made(GIFT)) == hash(made(GIFT))
    assert made(GIFT) != made(GIFT, conditions=["amount != 3250"])


def test_a_template_travels_to_another_process():
    """A copy, made from the content alone, gives the same variants."""
    template = made(GIFT)
    copied = pickle.loads(pickle.dumps(template))
    assert copied == template
    assert copied.variant(stream(5)) == template.variant(stream(5))


def test_points_of_a_case_and_of_a_rubric_are_those_of_their_parts():
    """A case is worth its questions, whatever its own line says."""
    assert made(STORY).points == 3
    assert [one.code for one in made(STORY).variant(stream(1)).scored] == [
        "one/story/half",
        "one/story/verdict",
    ]


def test_a_template_in_a_file_is_loaded_drawn_and_locked(write, files):
    """From YAML to a form: the trainee's form holds the variant and no key."""
    from govlab import course

    entry = copy.deepcopy(VERDICT) | {"use": "practice", "id": "tell-claim"}
    files["one/items.yaml"]["items"].append(entry)
    place = write(files)
    course.lock("small", place)
    found = course.load("small", place)
    assert isinstance(found.items["one/tell-claim"], Template)
    shown = []
    for seed in range(12):
        form, key = course.draw_form(found, "pre", seed)
        shown += [one for one in form.items if one.variant]
        for one in form.items:
            if one.variant:
                assert key.answers[one.code] in {"true", "false"}
    assert len({one.variant for one in shown}) > 1


def test_a_broken_template_in_a_file_is_a_finding(write, files):
    """A wrong expression is said with its file and item, beside all other findings."""
    from govlab import course

    entry = copy.deepcopy(VERDICT) | {"truth": "= claimed <= spent"}
    files["one/items.yaml"]["items"].append(entry)
    with pytest.raises(InputError, match="spent"):
        course.load("small", write(files))
