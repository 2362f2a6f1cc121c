"""One run: the same for the same seed, drained to the last case, refused when it cannot be."""

import pytest

from govlab.complaints import process
from govlab.complaints.simulation import simulate
from govlab.errors import InputError


def test_the_same_seed_gives_the_same_log():
    """Frames are equal to the last bit; another seed or replication gives another."""
    one, same, other, next_one = (
        simulate(process("bangkok"), days=200, seed=seed, replication=number).events
        for seed, number in ((1, 0), (1, 0), (2, 0), (1, 1))
    )
    assert one.equals(same)
    assert not one.equals(other)
    assert not one.equals(next_one)


def test_a_seed_may_be_a_secret():
    """Bytes are a seed like any other, and the name of the run does not fail."""
    run = simulate(process("queue"), days=3, seed=b"secret", warm_up=0)
    assert run.count > 0
    assert b"secret".hex() in run.name


def test_a_drained_run_ends_every_case():
    """No case is open, none came after the last day, and the log before it is the same."""
    open_end = simulate(process("bangkok"), days=400, seed=4)
    drained = simulate(process("bangkok"), days=400, seed=4, drain=True)
    assert drained.count == open_end.count
    assert drained.cases["closed"].notna().all()
    assert drained.events["end"].notna().all()
    ended = open_end.cases.dropna(subset="closed")
    same = drained.cases.set_index("case").loc[ended["case"], "closed"]
    # Meetings and officers are met in the same order: what was closed is closed alike.
    assert (same.to_numpy() == ended["closed"].to_numpy()).all()


def test_what_never_ends_is_refused_when_drained():
    """A board that takes fewer cases than come leaves no drained run; the error says why."""
    stuck = process(
        "bangkok",
        overrides={
            "resources.centre_board.meetings.every": 30_000,
            "resources.centre_board.meetings.day": 30_000,
            "resources.centre_board.meetings.capacity": 1,
        },
    )
    with pytest.raises(InputError, match="have not ended"):
        simulate(stuck, days=400, seed=4, drain=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days": 0}, "days"),
        ({"days": 10**6}, "73,050"),
        ({"days": 10, "replication": -1}, "replication"),
        ({"days": 10, "warm_up": 10}, "warm_up"),
        ({"days": 10, "warm_up": -1}, "warm_up"),
    ],
)
def test_numbers_out_of_range_are_refused(given, words):
    """The error names the number and its rule."""
    with pytest.raises(InputError, match=words):
        simulate(process("queue"), seed=1, **given)


@pytest.mark.parametrize(("days", "warm", "word"), [(365, 0.0, "ทั้งช่วง"), (1000, 365.0, "365")])
def test_a_short_run_is_measured_whole_and_says_so(days, warm, word):
    """Fewer days than twice the declared warm-up: from an empty office; else without the first."""
    run = simulate(process("bangkok"), days=days, seed=1)
    assert run.warm_up == warm
    assert any(word in note.in_language("th") for note in run.notes)
