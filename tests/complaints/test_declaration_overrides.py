"""What a caller changes: by path, by factor, by policy."""

import pytest

from govlab import complaints, files, home
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


def written(folder, body, name="mine"):
    """Return a policy file of one's own with that `body` below its title."""
    path = folder / f"{name}.yaml"
    head = f"schema: 1\npolicy: {name}\ntitle: {{th: ของฉัน, en: mine}}\n"
    path.write_text(head + body, encoding="utf-8")
    return path


def refused(overrides, name="bangkok"):
    """Return what is said in Thai of changes that are refused."""
    with pytest.raises(InputError) as caught:
        process(name, overrides=overrides)
    assert caught.value.in_language("en")
    return caught.value.in_language("th")


SIX = "set:\n  resources.checkers.capacity: 6\n"


@pytest.mark.parametrize("body", [SIX, "set:\n  stages.reception.calendar: always\n"])
@pytest.mark.parametrize("merged", [False, True])
def test_a_policy_for_another_process_is_refused(tmp_path, body, merged):
    """File, base and process are named, also after a merge with other changes."""
    policy = policy_file(written(tmp_path, f"base: ministry\n{body}"))
    said = refused({"resources.checkers.capacity": "7", **policy} if merged else policy)
    assert "'mine.yaml' ระบุ base: ministry" in said
    assert "'bangkok'" in said


def test_a_policy_without_a_number_is_held_to_its_base_too(tmp_path):
    """True and false bear no mark; their paths do."""
    body = "base: ministry\nset:\n  deadlines.appointment_30.binds: false\n"
    merged = dict(policy_file(written(tmp_path, body)))
    assert "base: ministry" in refused(merged)


def test_an_unknown_base_is_refused_with_those_there_are(tmp_path):
    """A process that does not exist is not taken for this one."""
    said = refused(policy_file(written(tmp_path, f"base: nosuchthing\n{SIX}")))
    assert "ไม่มีกระบวนการชื่อนี้" in said
    assert "ministry_independent" in said


def test_a_policy_of_the_library_is_held_to_its_base():
    """Its id stands in place of a file; one without base fits where its paths are."""
    assert "นโยบาย 'six_officers' ในคลัง ระบุ base: bangkok" in refused(
        dict(policy_file("six_officers")), "queue"
    )
    assert process("queue", overrides=policy_file("name_demanded"))


def test_a_base_that_is_a_process_of_ones_own_is_known(tmp_path):
    """The process need not stand in the library."""
    content = files.read_yaml(home.find().folder("course") / "processes" / "queue.yaml")
    own = tmp_path / "own.yaml"
    files.write_atomic(own, files.canonical_json({**content, "process": "own"}))
    body = "base: own\nset:\n  resources.officers.capacity: 7\n"
    found = process(own, overrides=policy_file(written(tmp_path, body)))
    assert found.resources["officers"].capacity.value == 7


def test_a_number_forgotten_in_a_policy_is_asked_for(tmp_path):
    """Nothing after the colon is no office without limit; the file and the path are named."""
    policy = policy_file(written(tmp_path, "set:\n  resources.checkers.capacity:\n"))
    said = refused(policy)
    assert "resources.checkers.capacity (ไฟล์นโยบาย 'mine.yaml'): ว่าง" in said


def test_a_copy_of_ones_own_takes_the_policies_of_the_library(tmp_path):
    """A trainer who changes a number of Bangkok's still asks for six officers."""
    content = files.read_yaml(home.find().folder("course") / "processes" / "bangkok.yaml")
    own = tmp_path / "mine.yaml"
    files.write_atomic(own, files.canonical_json({**content, "process": "mine"}))
    found = process(own, overrides=policy_file("six_officers"))
    assert found.resources["checkers"].capacity.value == 6


@pytest.mark.parametrize("value", ["0", "2.5", "หก", "๖", "-1", "{value: 0}"])
def test_a_wrong_value_is_laid_to_the_policy_that_brought_it(tmp_path, value):
    """The policy's file, the path and the value are named; the library's file is not."""
    body = f"set:\n  resources.checkers.capacity: {value}\n"
    said = refused({**policy_file(written(tmp_path, body)), "stages.reception.calendar": "always"})
    assert "resources.checkers.capacity (ไฟล์นโยบาย 'mine.yaml')" in said
    assert value.strip("{}").removeprefix("value: ") in said
    assert "bangkok.yaml" not in said


def test_each_fault_names_the_change_that_brought_it(tmp_path):
    """Of a policy file, a policy of the library and --set, all at once, each its own."""
    merged = {
        **policy_file("six_officers"),
        **policy_file(written(tmp_path, "set:\n  resources.director.capacity: 0\n")),
        "channels.letter.a_month": "-1",
    }
    merged |= {"resources.checkers.capacity": "0"}  # the caller's has the last word
    lines = refused(merged).splitlines()[1:]
    assert len(lines) == 3
    assert sum("director.capacity (ไฟล์นโยบาย 'mine.yaml')" in line for line in lines) == 1
    assert sum("--set" in line for line in lines) == 2
    assert not any("six_officers" in line for line in lines)


def test_an_unknown_path_names_who_asks_for_it(tmp_path):
    """A policy's path that leads nowhere is looked for in that policy."""
    body = "set:\n  resources.checker.capacity: 6\n"
    said = refused({**policy_file(written(tmp_path, body)), "stages.recepton.calendar": "x3"})
    assert "ไฟล์นโยบาย 'mine.yaml': ไม่มีที่ชื่อ 'resources.checker.capacity'" in said
    assert "--set หรือ --grid: ไม่มีที่ชื่อ 'stages.recepton.calendar'" in said


def test_a_fault_far_from_the_change_is_laid_to_it_too():
    """Shares that no longer add up, and a stage that nothing leads to any more."""
    said = refused({"stages.preliminary_check.next.0.to": "centre_orders"})
    assert all("--set" in line for line in said.splitlines()[1:])


def test_a_file_that_is_wrong_itself_keeps_its_faults(tmp_path):
    """A change does not take the blame for what stood there before."""
    content = files.read_yaml(home.find().folder("course") / "processes" / "queue.yaml")
    content["stages"][next(iter(content["stages"]))]["calendar"] = "night"
    own = tmp_path / "queue.yaml"
    files.write_atomic(own, files.canonical_json(content))
    said = refused({"resources.officers.capacity": 0}, own)
    assert "ไฟล์กระบวนการ 'queue.yaml' ผิดกฎ" in said
    assert [("--set" in line) for line in said.splitlines()[1:]].count(True) == 1


def test_what_a_policy_changes_is_plain_to_whoever_reads_it():
    """Marks are not seen: equal, printed and written as what stands in the file."""
    import json

    found = dict(policy_file("fact_finding_binds"))
    assert json.loads(json.dumps(found)) == found
    assert repr(dict(policy_file("six_officers"))) == "{'resources.checkers.capacity': 6}"


def test_a_forgotten_space_after_a_colon_is_told_with_its_line(tmp_path):
    """In a policy file, and in a process file where names and values belong."""
    path = written(tmp_path, "set:\n  resources.checkers.capacity:6\n")
    with pytest.raises(InputError, match=r"line 5: .*a space after the colon") as caught:
        policy_file(path)
    assert "แก้เป็น 'resources.checkers.capacity: 6'" in caught.value.in_language("th")
    text = (home.find().folder("course") / "processes" / "queue.yaml").read_text(encoding="utf-8")
    own = tmp_path / "queue.yaml"
    own.write_text(f"{text}\nreports:\n  monthly:x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"reports: line \d+: .*'monthly: x'"):
        process(own)


@pytest.mark.parametrize(
    ("content", "said"), [("", "ไฟล์ว่าง"), ("schema: 1\npolicy: a\nset:\n", "ที่ set: ว่าง")]
)
def test_an_empty_place_is_called_empty(tmp_path, content, said):
    """No word of a programming language stands for nothing."""
    path = tmp_path / "a.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        policy_file(path)
    assert said in caught.value.in_language("th")
    assert "None" not in caught.value.in_language("th")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("channels.traffy_fondue.a_month", "nan", "จำนวนจำกัด"),
        ("resources.centre_board.meetings.every", "-1", "1 ขึ้นไป"),
        ("calendars.office.days", "never", "weekdays"),
        ("channels.traffy_fondue.title.th", " ", "ต้องมีข้อความ"),
        ("attributes.rank.values", "{}", "อย่างน้อยหนึ่ง"),
    ],
)
def test_the_rules_of_a_shape_are_told_in_thai(path, value, said):
    """No English sentence of a program stands in a Thai message."""
    found = refused({path: value})
    assert said in found
    assert "should" not in found
