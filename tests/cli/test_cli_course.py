"""``govlab course``: check, form and lock, as scripts call them."""

import json
import shutil

import pytest

from govlab import cli, home


@pytest.fixture
def say(capsys):
    """Run the command and return exit code, stdout and stderr."""

    def run(*argv):
        code = cli.main(argv)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def copied(tmp_path):
    """Give a home that holds a copy of the course."""
    shutil.copytree(home.find().folder("course"), tmp_path / "course")
    return tmp_path


def swap(root, old, new):
    """Replace the first `old` in the items of a module by `new`."""
    path = root / "course/governance/interests/items.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_has_the_promised_keys_and_is_exit_0(say):
    """Scripts find the counts, the findings and the guessers."""
    code, out, _ = say("course", "check", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["findings"] == []
    assert {"governance", "corporate"} <= set(found["curricula"])
    assert found["modules"] >= 2
    assert found["objectives"] >= 2
    assert found["items"] >= 30
    assert found["variants"] >= 1000
    assert found["guessers"]["governance"]["first"]["percent"] <= 45


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_finding_is_exit_1_with_its_place_and_sentence(say, copied, lang):
    """A changed item is a check that does not hold; the sentence is in the language asked for."""
    swap(copied, "level: understand", "level: remember")
    argv = ("course", "check", "governance", "--home", str(copied), "--lang", lang)
    code, out, _ = say(*argv, "--json")
    assert code == 1
    changed = [one for one in json.loads(out)["findings"] if one["rule"] == "version"]
    assert changed[0]["where"].startswith("governance/interests/")
    assert {"th": "govlab course lock", "en": "must not change"}[lang] in changed[0]["message"]
    assert changed[0]["message"] in say(*argv)[1]


def test_a_broken_file_is_a_finding_with_place_value_and_rule(say, copied):
    """What cannot be read is exit 1 in check, and exit 2 where the content is needed."""
    swap(copied, "use: practice", "use: rehearsal")
    code, out, _ = say("course", "check", "--home", str(copied), "--json")
    told = json.loads(out)["findings"][0]
    assert code == 1
    assert told["where"] == "governance/interests/items.yaml"
    assert "rehearsal" in told["message"]
    form = ("course", "form", "governance", "--blueprint", "demo", "--seed", "1")
    assert say(*form, "--home", str(copied))[0] == 2


@pytest.mark.parametrize("blueprint", ["pre", "post", "demo"])
def test_a_form_has_items_and_a_key_only_when_asked(say, blueprint):
    """The form lists id, stem and options; the key answers every item by its options."""
    argv = ("course", "form", "governance", "--blueprint", blueprint, "--seed", "2567", "--json")
    code, out, _ = say(*argv)
    found = json.loads(out)
    assert code == 0
    assert "key" not in found
    assert "correct" not in out
    items = found["form"]["items"]
    assert all({"id", "stem", "options"} <= set(one) for one in items)
    key = json.loads(say(*argv, "--key")[1])["key"]
    assert list(key) == [one["id"] for one in items]
    for one in items:
        if one["type"] in {"single", "multiple"}:
            assert set(key[one["id"]].split("+")) <= {option["id"] for option in one["options"]}


def test_a_form_for_people_is_text_and_the_key_follows(say):
    """Without --json the questions are numbered, and the key stands under its heading."""
    argv = ("course", "form", "governance", "--blueprint", "demo", "--seed", "1", "--lang", "en")
    plain = say(*argv)[1]
    assert "A demonstration form" in plain
    assert "\n1. " in plain
    assert "Key\n1. " not in plain
    assert "Key\n1. " in say(*argv, "--key")[1]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("check", "govern"), "corporate, governance"),
        (("form", "governance", "--blueprint", "mid", "--seed", "1"), "pre"),
        (("form", "governance", "--blueprint", "pre"), "--seed 2567"),
        (("form", "governance"), "--blueprint"),
    ],
)
def test_bad_input_is_exit_2_and_names_what_there_is(say, argv, told):
    """An unknown name lists the known ones; a form without seed or blueprint asks for it."""
    code, out, err = say("course", *argv)
    assert (code, out) == (2, "")
    assert told in err


def test_lock_refuses_a_changed_item_and_replace_records_it(say, copied):
    """A change under an old version is exit 2 and writes nothing, unless replaced on purpose."""
    swap(copied, "level: understand", "level: remember")
    path = copied / "course/governance/versions.json"
    before = path.read_bytes()
    argv = ("course", "lock", "governance", "--home", str(copied), "--json")
    code, out, _ = say(*argv)
    assert code == 2
    assert json.loads(out)["error"]["kind"] == "ConflictError"
    assert path.read_bytes() == before
    code, out, _ = say(*argv, "--replace")
    assert code == 0
    assert len(json.loads(out)["recorded"]["governance"]) == 1
    assert path.read_bytes() != before
