"""What a caller changes: by path, by factor, by policy."""

import pytest

from govlab import complaints, files
from govlab.complaints import policies, policy_file, process
from govlab.errors import InputError, UnknownNameError


def test_a_path_takes_another_value_and_says_that_the_caller_set_it():
    """The number is replaced, and so is what it rested on."""
    found = process("bangkok", overrides={"resources.checkers.capacity": 6})
    capacity = found.resources["checkers"].capacity
    assert capacity.value == 6
    assert (capacity.basis.assumption, capacity.basis.set_by_caller) == (None, True)
    assert found.unfounded == ()


@pytest.mark.parametrize("factor", ["x3", "X3", "×3", "*3", {"factor": 3}])
def test_a_factor_multiplies_the_number_that_stands_there(factor):
    """Fifteen by Traffy become 45; an assumption is multiplied alike."""
    changes = {"channels.traffy_fondue.a_month": factor, "channels.letter.a_month": factor}
    found = process("bangkok", overrides=changes).channels
    assert (found["traffy_fondue"].a_month.value, found["letter"].a_month.value) == (45, 6)


def test_a_star_stands_for_every_name():
    """All channels at once; those without cases stay without."""
    found = process("bangkok", overrides={"channels.*.a_month": "x2"}).channels
    assert sum(one.a_month.value for one in found.values()) == 46


@pytest.mark.parametrize("text", ["6", "6.0"])
def test_a_text_of_the_command_line_means_what_it_says(text):
    """Numbers, words and JSON come as text from --set."""
    changes = {"resources.checkers.capacity": text, "stages.reception.calendar": "always"}
    found = process("bangkok", overrides=changes)
    assert found.resources["checkers"].capacity.value == 6
    assert found.stages["reception"].calendar == "always"
    law = {"stages.reception.service": '{"empirical": [1, 2, 4]}'}
    assert process("bangkok", overrides=law).stages["reception"].service[0].values == (1, 2, 4)


def test_a_field_that_the_file_leaves_out_can_be_set():
    """An optional field has a place although nothing stands there."""
    found = process("bangkok", overrides={"deadlines.fact_finding_30.expedite_days": 3})
    assert found.deadlines["fact_finding_30"].expedite_days.value == 3


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("resources.checker.capacity", r"resources\.checkers\.capacity"),
        ("channels.traffy.a_month", r"channels\.traffy_fondue\.a_month"),
        ("stages.inquiry.next.7.to", r"stages\.inquiry\.next"),
        ("resources.checkers.capasity", r"resources\.checkers\.capacity"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest(path, near):
    """The nearest paths are offered, in both languages."""
    with pytest.raises(InputError, match=near) as caught:
        process("bangkok", overrides={path: 6})
    assert "ใกล้เคียง" in caught.value.in_language("th")


def test_a_factor_needs_a_number():
    """A calendar's name cannot be tripled."""
    with pytest.raises(InputError, match="must hold a number"):
        process("bangkok", overrides={"stages.reception.calendar": "x3"})


def test_a_change_is_held_to_every_rule():
    """A share that no longer adds up is refused at its place."""
    with pytest.raises(InputError, match=r"preliminary_check\.next\.to"):
        process("bangkok", overrides={"stages.preliminary_check.next.to.completed": 0.9})


def test_the_file_is_not_changed_by_the_caller():
    """Two readings with different changes do not meet."""
    process("bangkok", overrides={"resources.checkers.capacity": 9})
    assert process("bangkok").resources["checkers"].capacity.value == 5


def test_every_policy_of_the_library_fits_the_process_it_was_written_for():
    """Each is read, named after its file, and applied."""
    for name in policies():
        found = policy_file(name)
        assert found.id == name
        assert len(found) >= 1
        assert process(found.base or "bangkok", overrides=found).unfounded == ()


def test_a_policy_of_ones_own_is_a_file(tmp_path):
    """A policy file is a mapping of paths to values with a name."""
    path = tmp_path / "ten.yaml"
    content = {
        "schema": 1,
        "policy": "ten",
        "title": {"th": "สิบคน", "en": "ten"},
        "set": {"resources.checkers.capacity": 10},
    }
    files.write_atomic(path, files.canonical_json(content))
    found = policy_file(path)
    assert dict(found) == {"resources.checkers.capacity": 10}
    assert process("bangkok", overrides=found).resources["checkers"].capacity.value == 10
    with pytest.raises(UnknownNameError, match="six_officers"):
        policy_file("seven_officers")


@pytest.mark.parametrize("name", ["bangkok", "ministry", "ministry_independent"])
def test_the_eu_clocks_fit_every_office_that_names_its_moments(name):
    """Seven days from receipt to acknowledgement, three months from there to the answer."""
    found = process(name, overrides=policy_file("eu_directive")).deadlines
    first, second = found["eu_acknowledgement"], found["eu_feedback"]
    assert (first.period.length, first.period.unit, first.starts.phase) == (7, "day", "enter")
    assert (second.period.length, second.period.unit) == (3, "month")
    assert second.starts == first.stops
    assert "R-022" in first.basis.sources


def test_the_eu_clocks_say_what_a_process_without_moments_lacks():
    """A process that names no moments is told which ones to declare."""
    with pytest.raises(InputError, match="acknowledged"):
        process("queue", overrides=policy_file("eu_directive"))


def test_the_name_demanded_takes_its_size_from_the_assumption():
    """Arrivals fall to the share that A-132 assumes, by every channel."""
    before = complaints.expected(process("bangkok")).arrivals
    policy = policy_file("name_demanded")
    after = complaints.expected(process("bangkok", overrides=policy)).arrivals
    assert after == pytest.approx({name: 0.6 * count for name, count in before.items()})
