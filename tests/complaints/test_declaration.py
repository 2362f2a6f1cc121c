"""A process read from YAML: every number founded, everything wrong said at once."""

import contextlib
import copy
import random
import shutil
from pathlib import Path

import pytest

from govlab import datasets, files, home
from govlab.complaints import process
from govlab.complaints._declaration import declared
from govlab.complaints._diagram_boxes import boxes
from govlab.errors import InputError, MissingFileError, UnknownNameError

SMALL = {
    "schema": 1,
    "process": "small",
    "title": {"th": "เล็ก", "en": "small"},
    "start": "2023-02-01",
    "warm_up_days": 0,
    "actors": {"office": {"title": {"th": "สำนักงาน", "en": "office"}, "sources": ["S2-019"]}},
    "calendars": {"day": {"opens": 8.5, "closes": 16.5}},
    "resources": {
        "officers": {"title": {"th": "เจ้าหน้าที่", "en": "officers"}, "capacity": 2},
        "board": {
            "title": {"th": "คณะ", "en": "board"},
            "meetings": {"every": "month", "day": 2, "hour": 14, "capacity": 5},
        },
    },
    "channels": {"door": {"title": {"th": "ประตู", "en": "door"}, "a_month": 3, "entry": "check"}},
    "attributes": {
        "rank": {
            "title": {"th": "ระดับ", "en": "rank"},
            "values": {"low": {"th": "ต่ำ", "en": "low"}, "high": {"th": "สูง", "en": "high"}},
            "shares": {"": {"low": 0.75, "high": "rest"}},
        }
    },
    "stages": {
        "check": {
            "title": {"th": "ตรวจ", "en": "check"},
            "actor": "office",
            "resource": "officers",
            "calendar": "day",
            "service": {"exponential": {"mean": 2}},
            "next": [
                {"when": {"rank": "high"}, "to": "decide"},
                {"to": {"decide": 0.4, "end": "rest"}},
            ],
        },
        "decide": {
            "title": {"th": "ตัดสิน", "en": "decide"},
            "actor": "office",
            "resource": "board",
            "service": [
                {"when": {"rank": "high"}, "fixed": 1},
                {"lognormal": {"mean": 1, "cv": 0.5}},
            ],
            "next": {"to": {"check": 0.1, "end": "rest"}},
        },
    },
    "outcomes": {"end": {"title": {"th": "จบ", "en": "end"}}},
    "deadlines": {
        "soon": {
            "title": {"th": "เร็ว", "en": "soon"},
            "act": {"th": "ตรวจ", "en": "check"},
            "starts": "arrival",
            "stops": {"stage": "check", "phase": "end"},
            "length": 7,
            "unit": "day",
        }
    },
    "accompaniments": {
        "watch": {
            "title": {"th": "ติดตาม", "en": "watch"},
            "actor": "office",
            "beside": "decide",
            "after_days": 1,
            "share": 1,
        }
    },
    "priorities": [{"level": 1, "when": {"rank": "high"}}, {"level": 2}],
}  # fmt: skip


def small(changes=None, drop=()):
    """Return the process above after some changes, each a path and its new value."""
    tree = copy.deepcopy(SMALL)
    for path, value in (changes or {}).items():
        *steps, last = path.split(".")
        node = tree
        for step in steps:
            node = node[int(step) if isinstance(node, list) else step]
        node[int(last) if isinstance(node, list) else last] = value
    for path in drop:
        *steps, last = path.split(".")
        node = tree
        for step in steps:
            node = node[step]
        del node[last]
    return tree


def read(tree, **changes):
    return declared(tree, Path("small.yaml"), **changes)


def test_the_words_of_the_file_become_the_nouns_of_the_process():
    """Shares, the rest, conditions, moments and periods are those of the file."""
    found = read(SMALL)
    rule, other = found.stages["check"].next
    assert rule.when == {"rank": frozenset({"high"})}
    assert {name: one.value for name, one in rule.to.items()} == {"decide": 1.0}
    assert {name: one.value for name, one in other.to.items()} == {"decide": 0.4, "end": 0.6}
    assert found.attributes["rank"].shares[""]["high"].value == 0.25
    assert [one.kind for one in found.stages["decide"].service] == ["fixed", "lognormal"]
    clock = found.deadlines["soon"]
    assert (clock.starts.stage, clock.stops.phase, clock.period.length) == (None, "end", 7)
    assert found.calendars["always"].closes == 24


def test_numbers_without_a_basis_are_listed_by_their_paths():
    """One's own file may hold bare numbers; each is named, a founded one is not."""
    found = read(small({"channels.door.a_month": {"value": 15, "sources": ["S2-038"]}}))
    assert "resources.officers.capacity" in found.unfounded
    assert "stages.check.next.1.to.decide" in found.unfounded
    assert "stages.decide.next.to.check" in found.unfounded
    assert "channels.door.a_month" not in found.unfounded


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (0.25, 0.25),
        ("11/23", 11 / 23),
        ({"value": "4/23", "sources": ["S2-041"]}, 4 / 23),
        ({"assumption": "A-124"}, 0.4),
        ({"value": 0.4, "assumption": "A-124"}, 0.4),
        ({"assumption": "A-124", "times": "1/2"}, 0.2),
    ],
)
def test_a_number_is_written_in_one_of_several_ways(written, value):
    """Bare, as a fraction, with sources, or looked up in the table of assumptions."""
    found = read(small({"stages.check.next.1.to.decide": written}))
    assert found.stages["check"].next[1].to["decide"].value == pytest.approx(value, abs=1e-12)


def test_a_lognormal_by_median_and_sigma_has_the_mean_and_variation_that_follow():
    """The median is the geometric mean: mean = median · exp(sigma² / 2)."""
    import math

    law = {"lognormal": {"median": 3.1, "sigma": 0.8}}
    (one,) = read(small({"stages.check.service": law})).stages["check"].service
    assert one.mean.value == pytest.approx(3.1 * math.exp(0.32))
    assert one.spread.value == pytest.approx(math.sqrt(math.exp(0.64) - 1))


MEETINGS = SMALL["resources"]["board"]["meetings"]
WRONG = [
    ({"stages.check.next.1.to": {"nowhere": 0.4, "end": "rest"}}, "stages.check.next.1.to.nowhere"),
    ({"stages.check.actor": "nobody"}, "stages.check.actor"),
    ({"stages.check.resource": "offices"}, "officers"),
    ({"stages.check.calendar": "night"}, "stages.check.calendar"),
    ({"stages.check.next.0.when": {"colour": "red"}}, "stages.check.next.0.when"),
    ({"stages.check.next.0.when": {"rank": "lower"}}, "stages.check.next.0.when.rank"),
    ({"stages.check.service": {"when": {"late": "yes"}, "fixed": 1}}, "stages.check.service.when"),
    ({"stages.check.next.1.to": {"decide": 0.4, "end": 0.5}}, r"sum 0.9"),
    ({"stages.check.next.1.to": {"decide": "rest", "end": "rest"}}, "stages.check.next.1.to.end"),
    ({"stages.check.next.1.to": {"decide": -0.1, "end": "rest"}}, r"share \(=-0.1\)"),
    ({"stages.check.next": [{"when": {"rank": "low"}, "to": "end"}]}, r"check\.next: the last"),
    ({"stages.decide.service": [{"fixed": 1}, {"fixed": 2}]}, "stages.decide.service.0: entry 1"),
    ({"stages.check.next": "end"}, "stages.decide: some channel"),
    ({"stages.decide.next": "check", "stages.check.next": "decide"}, "check.next: an outcome"),
    ({"deadlines.soon.stops": "arrival"}, "deadlines.soon.stops"),
    ({"deadlines.soon.starts": {"moment": "noon"}}, "deadlines.soon.starts.moment"),
    ({"deadlines.soon.length": 0}, "deadlines.soon.length"),
    ({"deadlines.soon.length": 1.5}, "deadlines.soon.length"),
    ({"deadlines.soon.escalate_to": "king"}, "deadlines.soon.escalate_to"),
    ({"priorities.0.level": 0}, "priorities.0.level"),
    ({"resources.officers.meetings": MEETINGS}, "resources.officers:"),
    ({"resources.officers.capacity": 1.5}, "resources.officers.capacity"),
    ({"resources.board.meetings.day": 32}, "resources.board.meetings.day"),
    ({"resources.board.meetings.hour": 24}, "resources.board.meetings.hour"),
    ({"resources.board.meetings.capacity": 0}, "resources.board.meetings.capacity"),
    ({"accompaniments.watch.beside": "sleep"}, "accompaniments.watch.beside"),
    ({"accompaniments.watch.share": 1.2}, "accompaniments.watch.share"),
    ({"accompaniments.watch.every_days": 0}, "accompaniments.watch.every_days"),
    ({"calendars.day.opens": 17}, "calendars.day"),
    ({"channels.door.a_month": 0}, "at channels:"),
    ({"channels.door.entry": "exit"}, "channels.door.entry"),
    ({"channels.door.hours": [1, 2, 3]}, "channels.door.hours"),
    ({"attributes.rank.given": "colour"}, "attributes.rank.given"),
    ({"attributes.late": SMALL["attributes"]["rank"]}, "attributes.late"),
    ({"stages.check.service": {"exponential": {"mean": 0}}}, "stages.check.service"),
    ({"stages.check.service": {"lognormal": {"mean": 1}}}, "stages.check.service.lognormal"),
    ({"stages.check.service": {}}, "stages.check.service"),
    ({"stages.check.sources": ["S9-999"]}, "stages.check.sources.0"),
    ({"resources.officers.capacity": {"assumption": "A-999"}}, "resources.officers.capacity"),
    ({"resources.officers.capacity": {"assumption": "A-001"}}, "A-001"),
    ({"resources.officers.capacity": {"value": 6, "assumption": "A-114"}}, r"value \(=6\).*\(=5\)"),
    ({"resources.officers.capacity": {"sources": ["S2-019"]}}, "a number must have"),
    ({"conformance": {"four_eyes": {"sources": ["S9-001"]}}}, "conformance.four_eyes.sources.0"),
    ({"conformance": {"four_eyes": {"pairs": [["check", "dig"]]}}}, "four_eyes.pairs.1"),
    ({"conformance": {"four_eye": {}}}, r"conformance.four_eye: .*four_eyes"),
    ({"process": "other"}, "name"),
    ({"outcomes.check": SMALL["outcomes"]["end"]}, "stages.check: name"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_a_broken_rule_is_told_with_its_place(changes, said):
    """The message holds path, value and rule; in Thai it is said in Thai."""
    with pytest.raises(InputError, match=said) as caught:
        read(small(changes))
    assert "ผิดกฎ" in caught.value.in_language("th")


def test_everything_wrong_is_said_at_once():
    """Five faults in five places make five lines, and no fault is told twice."""
    changes = {
        "stages.check.actor": "nobody",
        "stages.decide.calendar": "night",
        "priorities.0.level": 0,
        "resources.officers.capacity": -1,
        "deadlines.soon.stops": {"moment": "noon"},
    }
    with pytest.raises(InputError) as caught:
        read(small(changes))
    lines = [one for one in str(caught.value).splitlines() if one.startswith("- at ")]
    assert len(lines) == len(changes)


def test_too_many_attributes_or_values_are_refused():
    """A case carries at most 12 attributes, of at most 62 values each."""
    rank = SMALL["attributes"]["rank"]
    with pytest.raises(InputError, match=r"attributes: entries \(=13\)"):
        read(small({f"attributes.a{number}": rank for number in range(12)}))
    values = {f"v{number}": {"th": "ค่า", "en": "value"} for number in range(63)}
    wide = {"title": rank["title"], "values": values, "shares": {"": "v0"}}
    with pytest.raises(InputError, match=r"values: entries \(=63\)"):
        read(small({"attributes.wide": wide}))


def test_two_readings_of_one_rule_do_not_both_bind():
    """Of readings of the same rule one binds, the others are measured."""
    soon = {**SMALL["deadlines"]["soon"], "reading_of": "seven"}
    with pytest.raises(InputError, match=r"deadlines\.later\.binds"):
        read(small({"deadlines.soon": soon, "deadlines.later": soon}))
    found = read(small({"deadlines.soon": soon, "deadlines.later": {**soon, "binds": False}}))
    assert [one.binds for one in found.deadlines.values()] == [True, False]


def test_a_wrong_shape_names_the_place_in_the_file():
    """A misspelt key is named with its path before any rule is asked."""
    with pytest.raises(InputError, match=r"stages\.check\.actors"):
        read(small({"stages.check.actors": "office"}))


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path):
    """A path is read as given; the name of the process is that of the file."""
    path = tmp_path / "small.yaml"
    files.write_atomic(path, files.canonical_json(SMALL))
    assert process(path).id == "small"
    with pytest.raises(MissingFileError, match=r"none\.yaml"):
        process(tmp_path / "none.yaml")
    with pytest.raises(UnknownNameError, match="bangkok"):
        process("bangkoc")


def test_the_digest_follows_the_declaration_and_the_assumptions_it_takes(tmp_path):
    """The same declaration has one digest; a change of it, or of a number it takes, another."""
    first = read(SMALL)
    assert first.sha256 == read(small()).sha256
    assert first.sha256 != read(SMALL, overrides={"resources.officers.capacity": 3}).sha256
    tree = small({"resources.officers.capacity": {"assumption": "A-114"}})
    place = home.Home(tmp_path)
    table = tmp_path / "datasets" / "assumptions.csv"
    shutil.copytree(home.find().folder("datasets"), table.parent)
    text = table.read_text(encoding="utf-8")
    text = text.replace("for the preliminary check,5,", "for the preliminary check,4,")
    table.write_text(text, encoding="utf-8")
    datasets.seal(place)
    other = declared(tree, Path("small.yaml"), place)
    assert other.resources["officers"].capacity.value == 4
    assert other.sha256 != read(tree).sha256


JUNK = (None, True, -1, 1.5, 10**18, 1e308, "", "x", "rest", "arrival", "1/0", [], {}, ["a"],
        {"a": 1}, {"value": None}, {"rest": True}, {"stage": "check"}, {"assumption": "A-001"},
        "2023-02-30", {"": 1})  # fmt: skip


def places(tree, path=()):
    """Yield the path of everything in a tree."""
    yield path
    if isinstance(tree, list):
        tree = dict(enumerate(tree))
    for key, one in tree.items() if isinstance(tree, dict) else ():
        yield from places(one, (*path, key))


@pytest.mark.parametrize("seed", range(12))
def test_no_file_however_wrong_ends_in_a_traceback(seed):
    """Whatever stands anywhere in the file, it is read or refused in words."""
    draw = random.Random(seed)
    for _ in range(25):
        tree = small()
        *steps, last = draw.choice([path for path in places(tree) if path])
        node = tree
        for step in steps:
            node = node[step]
        node[last] = copy.deepcopy(draw.choice(JUNK))
        with contextlib.suppress(InputError):
            boxes(read(tree), "th")


def test_an_unknown_part_is_named_without_all_that_stands_in_it(tmp_path):
    """A misspelt heading of half the file is one line; a day that is none is told in Thai."""
    text = (home.find().folder("course") / "processes" / "queue.yaml").read_text(encoding="utf-8")
    path = tmp_path / "queue.yaml"
    wrong = text.replace("\nstages:", "\nstagse:").replace("\nstart: 2", "\nstart: วันที่ 2")
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError) as told:
        process(str(path))
    lines = told.value.in_language("th").splitlines()
    assert any("stagse: ไม่มีชื่อนี้" in line for line in lines)
    assert any("ต้องเป็นวันที่แบบ" in line for line in lines)
    assert max(map(len, lines)) < 150
