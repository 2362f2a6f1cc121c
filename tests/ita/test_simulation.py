"""Simulated respondents: calibrated, deterministic, with manners, fear, favour and orders."""

import dataclasses

import numpy as np
import pytest

from govlab import ita
from govlab.chance import Stream, key
from govlab.errors import InputError, UnknownNameError
from govlab.ita import noise
from govlab.ita._respondents_draws import uniforms
from govlab.ita._respondents_model import Model, Questions
from govlab.ita.respondents import Behaviour, simulate

HOW = ita.method(2564)
BASE = Behaviour.read()
PLAIN = dataclasses.replace(
    BASE, stretch=0, agreeing=0, straight=0, afraid=0, favouring=0, empty=0, questions=0
)


def scores(**more):
    options = {"seed": 5, "staff": 400, "clients": 400, "census": True, "oit": 90.0} | more
    return simulate(HOW, **options)


def test_arrays_of_numbers_are_those_of_the_streams():
    """Row 0 holds the words that a stream of the same name draws one by one."""
    stream = Stream(7, "ita", "x")
    words = [stream.word() for _ in range(10)]
    found = uniforms(key(7, "ita", "x"), np.arange(2), 10)[0]
    assert (found * 2**32 - 0.5).tolist() == words


def test_the_questions_are_those_of_the_form():
    """51 questions of IIT with the polarity of the form of FY2564; weights add up to one."""
    found = Questions.of(HOW, "IIT")
    assert len(found.codes) == 51
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    weight = dict(zip(found.codes, found.weights, strict=True))
    assert weight["I7"] == pytest.approx(1 / 5 / 6)
    assert weight["I4a"] == pytest.approx(1 / 5 / 6 / 3)
    negative = {code for code, bad in zip(found.codes, found.negative, strict=True) if bad}
    assert {"I9", "I11b", "I16", "I18c", "I4a"} <= negative
    assert not {"I11a", "I26a", "I1a"} & negative
    assert found.points.tolist() == [0, 33, 67, 100]


@pytest.mark.parametrize(
    ("target", "oit", "published"),
    [({"IIT": 80.79, "EIT": 84.47}, 97.5, 88.58), ({"IIT": 83.41, "EIT": 92.21}, 100.0, 92.69)],
)
def test_populations_are_calibrated_to_the_moral_center(target, oit, published):
    """In FY2563 and FY2564 large made-up populations have the published parts and total."""
    made = scores(target=target, oit=oit, staff=6000, clients=6000)
    # 6,000 persons, after a calibration on 2,048, know their own mean to about 0.3 points.
    assert made.truth["IIT"][0] == pytest.approx(target["IIT"], abs=0.5)
    assert made.truth["EIT"][0] == pytest.approx(target["EIT"], abs=0.5)
    assert made.table()["truth"][0] == pytest.approx(published, abs=0.25)


def test_the_expected_score_is_solved():
    """The place that the calibration finds gives its target back."""
    model = Model.of(HOW, "IIT", BASE, 1)
    words = key(1, "calibration")
    place = model.location(88.0, words)
    numbers = uniforms(words, np.arange(2048), model.columns)
    nobody = np.zeros(2048, dtype=bool)
    given = model.answers(np.full(2048, place), numbers, obedient=nobody)
    assert noise.sampling_error(given, model.questions.weights, 10**9).score[0] == pytest.approx(
        88.0, abs=0.5
    )
    with pytest.raises(InputError, match="target"):
        model.location(100.0, words)


def test_a_nation_of_them_looks_like_the_nation():
    """Totals spread by about 5 points and most of 400 agencies pass, as in FY2565."""
    table = simulate(HOW, 400, seed=3).table()
    assert 3.5 < table["total"].std() < 6.0
    assert 85 < table["total"].mean() < 90
    assert 0.6 < (table["total"] >= 85).mean() < 0.85


def test_the_same_seed_gives_the_same_persons_in_any_number():
    """Agency 3 is the same among 3 and among 6, with and without a census of the others."""
    few, many = (simulate(HOW, k, seed=9, staff=40, clients=40) for k in (3, 6))
    census = simulate(HOW, 3, seed=9, staff=40, clients=40, census=True)
    for code in ("IIT", "EIT"):
        one = few.answers[code].query("unit == @few.units[2]").reset_index(drop=True)
        assert one.equals(many.answers[code].query("unit == @few.units[2]").reset_index(drop=True))
        assert one.equals(
            census.answers[code].query("unit == @few.units[2]").reset_index(drop=True)
        )
    other = simulate(HOW, 3, seed=10, staff=40, clients=40)
    assert not few.answers["IIT"].equals(other.answers["IIT"])


def test_answers_are_points_of_the_form_or_missing():
    """Four-point questions give 0, 33, 67, 100, those of yes and no 0 and 100; some are empty."""
    frame = scores().answers["IIT"]
    values = frame.iloc[:, 2:]
    assert set(np.unique(values.dropna())) == {0, 33, 67, 100}
    assert set(np.unique(values["I4a"].dropna())) <= {0, 100}
    assert 0.01 < values.isna().to_numpy().mean() < 0.06
    assert values["I9"].isna().mean() > 0
    assert frame["respondent"].is_unique


def test_the_least_sample_of_the_method_answers():
    """Respondents per agency are what the method's rule asks for."""
    made = simulate(HOW, 3, seed=1, staff=[12, 45, 450], clients=[30, 500, 5000])
    assert made.n["IIT"].tolist() == [12, 30, 45]
    assert made.n["EIT"].tolist() == [30, 50, 500]
    table = made.table()
    assert table["n_IIT"].tolist() == [12, 30, 45]
    assert table["error_IIT"][0] == 0.0


def test_straight_liners_answer_bad_questions_well_when_they_dislike_all():
    """One answer all the way down: where much is bad, the points are reversed."""
    lined = scores(
        behaviour=dataclasses.replace(PLAIN, straight=1.0), target={"IIT": 65, "EIT": 65}
    )
    values = lined.answers["IIT"].iloc[:, 2:].to_numpy()
    ask = Questions.of(HOW, "IIT")
    positive = values[:, ~ask.negative & ~ask.two]
    negative = values[:, ask.negative & ~ask.two]
    assert (positive == positive[:, :1]).all()
    assert (negative == 100 - positive[:, :1]).all()


def test_agreeing_pulls_good_and_bad_questions_apart():
    """Who agrees with everything is high on good questions and low on bad ones."""
    ask = Questions.of(HOW, "IIT")

    def correlation(behaviour):
        values = scores(behaviour=behaviour, staff=1500).answers["IIT"].iloc[:, 2:].to_numpy()
        good = values[:, ~ask.negative & ~ask.two].mean(axis=1)
        bad = values[:, ask.negative & ~ask.two].mean(axis=1)
        return np.corrcoef(good, bad)[0, 1]

    assert correlation(dataclasses.replace(PLAIN, agreeing=1.5)) < correlation(PLAIN) - 0.2


def test_fear_lifts_what_staff_say_of_wrongdoing_alone():
    """The same persons, afraid, answer bad questions better; clients do not change."""
    bold, afraid = (
        scores(behaviour=dataclasses.replace(PLAIN, afraid=share, fear=2.0), seed=4)
        for share in (0.0, 0.5)
    )
    # Calibrated to one target both would be equal: only the shape within the form moves.
    ask = Questions.of(HOW, "IIT")

    def gap(made):
        values = made.answers["IIT"].iloc[:, 2:].to_numpy()
        return values[:, ask.negative].mean() - values[:, ~ask.negative].mean()

    assert gap(afraid) > gap(bold) + 2
    assert bold.answers["EIT"].equals(afraid.answers["EIT"])


def test_favour_moves_a_share_of_persons():
    """With half in favour, persons' scores spread more at the same mean."""
    plain, loyal = (
        scores(behaviour=dataclasses.replace(PLAIN, favouring=share, favour=3.0))
        for share in (0.0, 0.5)
    )
    spread = [made.answers["IIT"].iloc[:, 2:].mean(axis=1).std() for made in (plain, loyal)]
    assert spread[1] > spread[0] * 1.15


def test_ten_obedient_respondents_move_the_score_as_they_must():
    """Exactly ten give the best answers everywhere; the score moves by their share."""
    free = scores(staff=300, clients=300, behaviour=PLAIN)
    told = scores(staff=300, clients=300, behaviour=PLAIN, obedient=10)
    best = (told.answers["IIT"].iloc[:, 2:] == 100).all(axis=1)
    assert best.sum() >= 10
    assert best.iloc[:10].all()
    rest = free.answers["IIT"].iloc[10:, 2:]
    assert rest.equals(told.answers["IIT"].iloc[10:, 2:])
    moved = told.table()["IIT"][0] - free.table()["IIT"][0]
    weights = free.weights["IIT"]
    theirs = free.answers["IIT"].iloc[:10, 2:].to_numpy() @ weights
    assert moved == pytest.approx((100 - theirs).sum() / 30, abs=1e-4)


def test_clients_who_choose_themselves_score_higher_than_all_clients():
    """The satisfied answer the link: the bias is larger than the sampling error tells."""
    made = scores(clients=6000, clients_by="link", behaviour=dataclasses.replace(PLAIN, pull=1.0))
    row = made.table().iloc[0]
    assert row["EIT"] - row["truth_EIT"] > 5 * row["error_EIT"]
    drawn = scores(clients=6000, behaviour=dataclasses.replace(PLAIN, pull=1.0)).table().iloc[0]
    assert abs(drawn["EIT"] - drawn["truth_EIT"]) < 4 * drawn["error_EIT"]
    with pytest.raises(InputError, match="census"):
        simulate(HOW, 1, seed=1, clients_by="link")


def test_intervals_of_95_percent_hold_the_truth_of_most_agencies():
    """300 agencies of six sizes and two levels: coverage near 95 %, no wider than chance allows."""
    held = []
    for seed, target in ((1, {"IIT": 78, "EIT": 84}), (2, {"IIT": 90, "EIT": 92})):
        made = simulate(
            HOW, 150, seed=seed, staff=[50, 90, 200] * 50, clients=[60, 150, 400] * 50,
            target=target, census=True, oit=92.0,
        )  # fmt: skip
        table = made.table()
        errors = np.column_stack([table["error_IIT"], table["error_EIT"], np.zeros(150)])
        free = np.column_stack([table["n_IIT"] - 1, table["n_EIT"] - 1, np.zeros(150)])
        low, high = noise.total_interval(table["total"], errors, [0.3, 0.3, 0.4], free)
        held += ((low <= table["truth"]) & (table["truth"] <= high)).tolist()
    assert 0.92 <= np.mean(held) <= 0.98


def test_the_simulation_says_that_it_is_synthetic():
    """Names, table and sentence say so in both languages."""
    made = simulate(HOW, 2, seed=1, staff=30, clients=30)
    assert made.synthetic
    assert all("สมมติ" in name for name in made.units)
    assert made.table()["synthetic"].all()
    assert "สังเคราะห์" in made.in_language("th")
    assert "Synthetic" in made.in_language("en")


def test_documents_are_scored_by_the_tree():
    """With the middling chance the OIT scores are those that documents can make."""
    made = simulate(HOW, 200, seed=2, staff=30, clients=30)
    sure = simulate(
        HOW, 3, seed=2, staff=30, clients=30, behaviour=dataclasses.replace(BASE, published=1.0)
    )
    assert sure.oit.tolist() == [100.0, 100.0, 100.0]
    assert 85 < made.oit.mean() < 97


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"agencies": 0}, "agencies"),
        ({"staff": [1, 2]}, "2 given"),
        ({"staff": 0}, "population"),
    ],
)
def test_impossible_worlds_are_refused(more, told):
    """Counts that cannot be are told."""
    with pytest.raises(InputError, match=told):
        simulate(HOW, **({"agencies": 3, "seed": 1} | more))


def test_assumptions_are_varied_by_number_within_their_range():
    """A-036 may be 0.2, not 0.9; an assumption of another subject is refused."""
    assert Behaviour.read(["A-036=0.2"]).straight == 0.2
    assert Behaviour.read().as_dict()["A-033"] == BASE.distance
    with pytest.raises(InputError, match="A-036"):
        Behaviour.read(["A-036=0.9"])
    with pytest.raises(InputError, match="A-046"):
        Behaviour.read(["A-046=2023-02-01"])
    with pytest.raises(UnknownNameError):
        Behaviour.read(["A-999=1"])


def test_a_method_without_items_cannot_be_simulated():
    """A year whose items are not described says what to choose instead."""
    bare = dataclasses.replace(HOW, items=())
    with pytest.raises(InputError, match="2564"):
        simulate(bare, 1, seed=1)
