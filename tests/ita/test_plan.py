"""Measures, what they may change, and the cheapest way to a target."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govlab import datasets, ita
from govlab.errors import InputError, TableError, UnknownNameError
from govlab.ita import improvement
from govlab.ita._improve_futures import Futures
from govlab.ita._improve_solver import solve
from govlab.ita.improvement import Effect, Measure, Premises, Target

HOW = ita.method(2564)
NEW = ita.method(2568, accept_uncertain=True)
DOCUMENTS = HOW.codes("OIT", "item")
COUNTS = {"IIT": (60, 150), "EIT": (80, 400)}


def table(missing=(), surveys=80.0, how=HOW):
    """Return one agency: eight indicators of the surveys, every document 0 or 100."""
    values = np.broadcast_to(np.asarray(surveys, dtype=float), 8)
    rows = [("indicator", str(place + 1), value) for place, value in enumerate(values)]
    rows += [("item", code, 0.0 if code in missing else 100.0) for code in DOCUMENTS]
    frame = pd.DataFrame(rows, columns=["level", "code", "value"])
    return frame.assign(unit="ก", fiscal_year=how.fiscal_year)


def start(missing=(), surveys=80.0, *, errors=True):
    found = improvement.start_of(ita.score_table(table(missing, surveys), HOW), respondents=COUNTS)
    return found if errors else replace(found, errors=dict.fromkeys(found.errors, 0.0))


def document(code, hours=10.0, after=()):
    effects = (Effect(code, 1, 1, 1),)
    return Measure(code, {"th": code, "en": code}, effects, hours, kind="document", after=after)


def practice(code, items, *span, hours=100.0):
    effects = tuple(Effect(item, *span) for item in items)
    return Measure(code, {"th": code, "en": code}, effects, hours)


@pytest.fixture(scope="module")
def premises():
    return Premises.read()


def test_documents_add_what_full_scoring_gives(premises):
    """For any set of documents the planned total is that of scoring the changed table."""
    missing = ["O1", "O12", "O20", "O27", "O31", "O38", "O42", "O43"]
    here = start(missing)
    futures = Futures(here, [document(code) for code in missing], premises, seed=1, draws=2)
    for size in (0, 1, 3, 8):
        for chosen in itertools.islice(itertools.combinations(range(8), size), 2):
            rest = [code for place, code in enumerate(missing) if place not in chosen]
            scored = ita.score_table(table(rest), HOW).frame.iloc[0]
            assert futures.totals(chosen) == pytest.approx(scored["total"], abs=1e-10)
            gain = futures.documents(chosen)
            assert gain == pytest.approx(scored["total"] - here.total, abs=1e-10)


def test_two_documents_outweigh_a_whole_sub_indicator():
    """O42 and O43 are worth 5 points each, the nine of 9.1 together 4."""
    worth = {leaf.code: leaf.worth for leaf in start().leaves}
    assert worth["O42"] == worth["O43"] == 5
    assert sum(worth[f"O{n}"] for n in range(1, 10)) == 4
    assert sum(worth.values()) == 100


def test_a_second_measure_on_an_item_closes_what_the_first_left(premises):
    """Half and half again is three quarters of the distance, and never more than all."""
    here = start(errors=False)
    both = [practice("A", ["1"], 0.5, 0.5, 0.5), practice("B", ["1"], 0.5, 0.5, 0.5)]
    futures = Futures(here, both, premises, seed=1, draws=3)
    assert futures.scores((0, 1))[:, 0] == pytest.approx(80 + 20 * 0.75 / 5)
    whole = Futures(here, [practice("A", ["IIT"], 1, 1, 1)] * 1, premises, seed=1, draws=3)
    assert whole.scores((0,))[:, 0] == pytest.approx(100.0)


def test_the_chance_agrees_with_a_plain_simulation():
    """Drawing effects, both surveys' errors and rounding one by one gives the same chance."""
    premises = Premises.read(["A-061=0"])
    here = start(["O38"], 82.0)
    measures = [
        document("O38"),
        practice("A", ["1", "2"], 0.0, 0.3, 0.9),
        practice("B", ["2", "7", "8"], 0.1, 0.2, 0.6),
    ]
    futures = Futures(here, measures, premises, seed=5, draws=20_000)
    target = Target(float(round(here.total + 2.6, 1)))
    found = futures.chance(futures.scores((0, 1, 2)), target)
    rng, count = np.random.default_rng(7), 400_000
    a, b = rng.triangular(0, 0.3, 0.9, count), rng.triangular(0.1, 0.2, 0.6, count)
    iit = 82 + 18 * (a + (1 - (1 - a) * (1 - b))) / 5 + here.errors["IIT"] * rng.normal(size=count)
    eit = 82 + 18 * 2 * b / 3 + here.errors["EIT"] * rng.normal(size=count)
    total = np.round(0.3 * iit + 0.3 * eit + 0.4 * 100, 2)
    assert found == pytest.approx((total >= target.lower).mean(), abs=0.006)
    low, high = futures.interval(futures.scores((0, 1, 2)))
    assert np.quantile(total, [0.025, 0.975]) == pytest.approx([low, high], abs=0.05)


def test_more_measures_never_lower_the_chance(premises):
    """The same futures are asked of every set."""
    here = start(["O42"])
    measures = improvement.library(here, premises)
    futures = Futures(here, measures, premises, seed=3, draws=200)
    chosen, before = [], -1.0
    for one in range(len(measures)):
        chosen.append(one)
        chance = futures.chance(futures.scores(chosen), Target(90.0))
        assert chance >= before
        before = chance


def cheapest_by_trying(futures, costs, target, wanted, budget=None):
    """Return the least cost over all subsets that keep order and budget, None if none does."""
    leaves, best = futures.start.leaves, None
    known = {leaves[leaf].code for each in futures.covers for leaf in each}
    every = range(len(costs))
    sets = itertools.chain.from_iterable(
        itertools.combinations(every, size) for size in range(len(costs) + 1)
    )
    for chosen in sets:
        cost = sum(costs[one] for one in chosen)
        made = {leaves[leaf].code for one in chosen for leaf in futures.covers[one]}
        needs = {code for one in chosen for code in futures.measures[one].after}
        if (best is not None and cost >= best) or (needs & known) - made:
            continue
        if budget is not None and cost > budget:
            continue
        if futures.chance(futures.scores(chosen), target) >= wanted:
            best = cost
    return best


def problem(seed):
    """Return a small made-up problem: documents, shared documents, overlapping practices."""
    rng = np.random.default_rng(seed)
    missing = sorted({*rng.choice(DOCUMENTS, 3, replace=False), *rng.choice(["O42", "O43"], 2)})
    here = start(missing, rng.uniform(70, 92, 8), errors=seed % 4 != 3)
    measures = [
        document(code, float(rng.integers(2, 60)), ("O42",) if code == "O43" else ())
        for code in missing
    ]
    two = tuple(Effect(code, 1, 1, 1) for code in missing[:2])
    measures.append(Measure("B", {"th": "B", "en": "B"}, two, 30.0, kind="document"))
    items = [*HOW.codes("IIT", "item"), *HOW.codes("EIT", "item")]
    for number in range(3):
        low, likely, high = np.sort(rng.uniform(0, 0.95, 3))
        acts = rng.choice(items, 12, replace=False)
        hours = float(rng.integers(5, 200))
        measures.append(practice(f"P{number}", acts, low, likely, high, hours=hours))
    floor = float(round(min(here.scores["IIT"], here.scores["EIT"]) + rng.uniform(-2, 2.5), 1))
    lower = float(round(here.total + rng.uniform(1, 7), 1))
    target = Target(lower, floor if seed % 2 else 0.0, "x" if seed % 2 else "")
    return here, measures, target, float(rng.choice([0.5, 0.8, 0.9]))


@pytest.mark.parametrize("seed", range(10))
def test_the_solver_finds_what_trying_every_subset_finds(premises, seed):
    """No set is cheaper, with floors, order between documents and without errors too."""
    here, measures, target, wanted = problem(seed)
    futures = Futures(here, measures, premises, seed=seed, draws=120)
    costs = [one.cost(250.0) for one in measures]
    best = cheapest_by_trying(futures, costs, target, wanted)
    found = solve(futures, costs, target, wanted)
    assert found.reached is (best is not None)
    assert found.proven
    if best is not None:
        assert found.cost == pytest.approx(best)
        assert found.chance >= wanted
        half = solve(futures, costs, target, wanted, budget=best / 2)
        assert half.reached is False
        assert half.cost <= best / 2


def test_what_the_budget_buys_is_the_most_that_it_can(premises):
    """Where the target is out of reach the expected total is the highest of all subsets."""
    here, measures, _, _ = problem(2)
    futures = Futures(here, measures, premises, seed=2, draws=120)
    costs = [one.cost(250.0) for one in measures]
    found = solve(futures, costs, Target(99.9), 0.9, budget=15_000.0)
    best = max(
        futures.totals(chosen).mean()
        for size in range(len(costs) + 1)
        for chosen in itertools.combinations(range(len(costs)), size)
        if sum(costs[one] for one in chosen) <= 15_000
        and not ({"O43"} & {measures[one].code for one in chosen})
    )
    assert not found.reached
    assert futures.totals(found.chosen).mean() >= best - 1e-4


def test_a_measure_on_respondents_is_refused_with_rule_and_way_out():
    """Neither a declared nor a read measure chooses, coaches or presses respondents."""
    with pytest.raises(InputError, match=r"chooses, coaches or presses.*practice") as caught:
        Measure("X", {"th": "ซักซ้อมคำตอบ", "en": "rehearse"}, (), kind="respondents")
    thai = caught.value.in_language("th")
    assert "ซักซ้อมคำตอบ" in thai
    assert "research/ita_sensitivity" in thai


@pytest.mark.parametrize(
    "title",
    [
        "เลือกเฉพาะผู้ตอบที่พอใจ",
        "ซักซ้อมการตอบแบบวัด",
        "กำชับบุคลากรก่อนทำแบบวัด",
        "coach staff on answers",
        "คัดเลือกเจ้าหน้าที่ที่รักองค์กรไปตอบแบบวัด",
        "อบรมวิธีตอบแบบวัดให้เจ้าหน้าที่",
        "ติวก่อนทำแบบสำรวจ",
        "ขอความร่วมมือเจ้าหน้าที่ตอบ IIT ในทางบวก",
        "select loyal staff to answer",
    ],
)
def test_what_is_called_practice_and_acts_on_respondents_is_refused_too(title):
    """The words of the title give it away; real practice with near words passes."""
    both = {"th": title, "en": title}
    with pytest.raises(InputError, match="chooses, coaches or presses"):
        Measure("X", both, (Effect("I1", 0, 0.1, 0.2),))
    fair = {"th": "คัดเลือกผู้เข้าอบรมอย่างเป็นธรรม และตอบข้อร้องเรียน", "en": "fair selection"}
    assert Measure("X", fair, (Effect("I15", 0, 0.1, 0.2),)).kind == "practice"
    asked = {
        "th": "แจ้งบุคลากรให้ตอบแบบวัดทันเวลา จัดทำแนวคำตอบที่ถามบ่อย",
        "en": "reminders, answers to FAQ",
    }
    assert Measure("X", asked, (Effect("E9", 0, 0.1, 0.2),)).kind == "practice"


def test_measures_of_ones_own_are_read_and_checked(tmp_path):
    """A table gives measures; one on respondents, a wrong item or a lacking range is told."""
    here = start(["O42"])
    head = "รหัส,มาตรการ,ประเภท,ข้อ,ต่ำ,น่าจะเป็น,สูง,ชั่วโมง,ผู้รับผิดชอบ\n"
    place = tmp_path / "มาตรการ.csv"

    def read(*lines):
        place.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        return improvement.read_measures(place, here)

    [own, paper] = read(
        "ม1,ตอบข้อร้องเรียน,วิธีปฏิบัติ,I30,10,20,40,80,กลุ่มงาน ก",
        "ม1,ตอบข้อร้องเรียน,วิธีปฏิบัติ,E9,5,10,30,80,กลุ่มงาน ก",
        "ม2,เผยแพร่ O42,เอกสาร,O42,,,,30,กลุ่มงาน ข",
    )
    assert [effect.high for effect in own.effects] == [0.4, 0.3]
    assert (own.hours, own.owner["th"], paper.effects[0].low) == (80.0, "กลุ่มงาน ก", 1.0)
    for line, word in (
        ("ม3,ซักซ้อม,ซักซ้อมผู้ตอบ,I1,1,2,3,1,ก", "respondents"),
        ("ม3,x,วิธีปฏิบัติ,I99,1,2,3,1,ก", "I99"),
        ("ม3,x,วิธีปฏิบัติ,I1,,,,1,ก", "low, likely and high"),
    ):
        with pytest.raises(InputError, match=word):
            read(line)
    with pytest.raises(TableError, match="101"):
        read("ม3,x,วิธีปฏิบัติ,I1,1,2,101,1,ก")


def test_impossible_measures_and_wishes_are_refused(premises):
    """Ranges, doubled codes, documents in part, chances and targets outside their range."""
    here = start(["O42"])
    with pytest.raises(InputError, match="rise"):
        Effect("I1", 0.5, 0.2, 0.9)
    with pytest.raises(InputError, match="at least one item"):
        Measure("X", {"th": "x", "en": "x"}, ())
    with pytest.raises(InputError, match="once"):
        Futures(here, [document("O42"), document("O42")], premises, seed=1)
    with pytest.raises(InputError, match="0 or 100"):
        Futures(here, [practice("X", ["O42"], 0.1, 0.2, 0.3)], premises, seed=1)
    with pytest.raises(InputError, match="probability"):
        improvement.cheapest(here, probability=1.0, seed=1)
    with pytest.raises(UnknownNameError, match="AA"):
        improvement.cheapest(here, target="ดีมาก", seed=1)
    with pytest.raises(InputError, match="population"):
        improvement.start_of(ita.score_table(table(), HOW), respondents={"IIT": (40, 30)})


def test_the_example_stands_at_84_2_and_two_documents_take_it_to_94_2():
    """The coordinator's case: one document suffices for 85, both give ten points."""
    here = improvement.example()
    scored = round(here.total + 1e-9, 2)
    assert (scored, here.synthetic) == (84.20, True)
    assert [leaf.code for leaf in here.missing] == ["O42", "O43"]
    plan = improvement.cheapest(here, target=85, seed=2567)
    assert [step.measure.code for step in plan.steps] == ["O42"]
    assert plan.reached
    assert plan.proven
    assert plan.after.total == pytest.approx(here.total + 5, abs=1e-9)
    assert plan.before.chance < 0.3
    assert plan.after.chance > 0.99
    assert plan.refused["O42"] == pytest.approx(plan.before.chance)
    found = improvement.what_if(here, ["O42", "O43"])
    assert found.total == pytest.approx(here.total + 10, abs=1e-9)
    with pytest.raises(UnknownNameError, match="O42, O43"):
        improvement.what_if(here, ["O1"])


def test_the_moral_center_of_2563_is_planned_from_its_three_scores():
    """Only surveys can be planned for, OIT stays 97.50, and the notes say so."""
    rows = datasets.load("ita_moral_center").frame
    rows = rows[(rows["fiscal_year"] == 2563) & (rows["code"] != "total")]
    wide = rows.set_index("code")["score"].to_frame().T.assign(unit="ศูนย์คุณธรรม")
    here = improvement.start_of(ita.score_table(wide.reset_index(drop=True), ita.method(2563)))
    assert round(here.total, 2) == 88.58
    plan = improvement.cheapest(here, target=90, probability=0.5, seed=2563)
    assert plan.reached
    assert plan.after.scores["OIT"] == pytest.approx(97.5)
    assert {step.measure.kind for step in plan.steps} == {"practice"}
    keys = {note.key for note in here.notes}
    assert {"ita_plan.documents_unknown", "ita_plan.inherited", "ita_plan.error_assumed"} <= keys
    assert {"A-045", "A-062", "A-065"} <= set(plan.assumptions)


def test_every_measure_of_the_moral_center_acts_on_what_was_recommended():
    """28 recommendations under eight measures; the item is that of the recommendation."""
    told = {
        row["number"]: row for row in datasets.load("ita_recommendations_moral_center").records()
    }
    rows = list(datasets.load("ita_measure_effects").records())
    assert len(rows) == len(told) == 28
    for row in rows:
        source = told[row["recommendation"]]
        assert (row["item"], row["measure"]) == (source["item"], source["indicator"])
    measures = improvement.library(start())
    assert [one.code for one in measures] == [f"M{n}" for n in range(1, 9)]


def test_sub_indicators_tell_how_many_documents_are_missing_but_not_which():
    """80 of 9.5 is one of five documents, worth 0.80; it is planned without a name."""
    rows = [("indicator", str(n), 84.0) for n in range(1, 9)]
    values = {"9.5": 80.0, "10.2": 50.0}
    rows += [
        ("sub_indicator", code, values.get(code, 100.0))
        for code in HOW.codes("OIT", "sub_indicator")
    ]
    frame = pd.DataFrame(rows, columns=["level", "code", "value"])
    frame = frame.assign(unit="ก", fiscal_year=2564)
    here = improvement.start_of(ita.score_table(frame, HOW), respondents=COUNTS)
    assert [(leaf.code, float(leaf.worth)) for leaf in here.missing] == [
        ("10.2?1", 5.0),
        ("9.5?1", 0.8),
    ]
    plan = improvement.cheapest(here, target=85, probability=0.9, seed=1)
    assert [step.measure.code for step in plan.steps] == ["10.2?1"]
    assert len(improvement.self_check(here)) == 0


def test_the_self_check_sheet_names_what_each_document_must_show():
    """The required element is the method's own words, in either language, never a heading."""
    here = improvement.example()
    topics = {one.code: one.topic for one in here.how.items}
    thai, english = improvement.self_check(here), improvement.self_check(here, lang="en")
    codes = english["item"].to_list()
    assert thai.iloc[:, 1].to_list() == [topics[code]["th"] for code in codes]
    assert english["element"].to_list() == [topics[code]["en"] for code in codes]


def test_a_good_pass_from_2566_asks_every_instrument():
    """The plan raises the instrument below 85, not only the total."""
    wide = pd.DataFrame({"unit": ["ก"], "IIT": [84.8], "EIT": [96.0], "OIT": [100.0]})
    counts = {"IIT": (140, 150), "EIT": (390, 400)}
    here = improvement.start_of(ita.score_table(wide, NEW), respondents=counts)
    easy = improvement.cheapest(here, target="ผ่าน", seed=1)
    assert (easy.steps, easy.reached) == ((), True)
    plan = improvement.cheapest(here, target="ผ่านดี", probability=0.8, seed=1)
    assert plan.reached
    assert plan.before.chance < 0.5
    assert plan.after.chance >= 0.8
    acted = {effect.code for step in plan.steps for effect in step.measure.effects}
    assert acted <= {"1", "2", "3", "4", "5"}
    grades = plan.after.grades
    assert grades["ผ่านดีเยี่ยม"] + grades["ผ่านดี"] == pytest.approx(plan.after.chance)
