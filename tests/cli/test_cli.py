"""The command: exit codes, JSON on stdout, words on stderr, never a traceback."""

import json
import shutil

import pytest

from govlab import cli, home
from govlab.cli._context import hoist


@pytest.fixture
def say(capsys):
    """Run the command and return exit code, stdout and stderr."""

    def run(*argv):
        code = cli.main(argv)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


def test_datasets_list_has_the_promised_keys(say):
    """Scripts find name, rows, source, licence, synthetic and sha256 in every entry."""
    code, out, _ = say("datasets", "list", "--json")
    assert code == 0
    for one in json.loads(out):
        assert {"name", "rows", "source", "licence", "synthetic", "sha256"} <= set(one)


@pytest.mark.parametrize("argv", [("--json", "datasets", "list"), ("datasets", "--json", "list")])
def test_common_options_stand_before_or_after_the_verb(say, argv):
    """The same document comes wherever --json stands."""
    assert say(*argv)[:2] == say("datasets", "list", "--json")[:2]


def test_hoisting_leaves_values_and_what_follows_two_dashes_alone():
    """A common option takes its value along; after -- nothing is taken."""
    assert hoist(["run", "a.ipynb", "--home", "--json", "-p", "x=1"]) == (
        ["--home", "--json"],
        ["run", "a.ipynb", "-p", "x=1"],
    )
    assert hoist(["run", "--", "--json"]) == ([], ["run", "--", "--json"])


@pytest.mark.parametrize("lang", ["th", "en"])
def test_show_prints_card_and_rows(say, lang):
    """For people, show gives provenance and content in the language asked for."""
    code, out, _ = say("datasets", "show", "ita_moral_center", "--lang", lang)
    assert code == 0
    assert {"th": "รหัสข้อเท็จจริง", "en": "Fact ids"}[lang] in out
    assert "92.69" in out


def test_show_gives_a_tree_as_json_too(say):
    """A YAML document comes whole in the JSON."""
    _, out, _ = say("datasets", "show", "ita_methods/2564", "--json")
    assert json.loads(out)["content"]["grades"]["pass"] == "85"


def test_an_unknown_dataset_is_exit_2_with_a_thai_sentence(say):
    """Bad input: the sentence on stderr is Thai unless English is asked for."""
    code, out, err = say("datasets", "show", "ita_moral_centre")
    assert (code, out) == (2, "")
    assert "ไม่มีชุดข้อมูลชื่อ 'ita_moral_centre'" in err
    assert "must be one that" in say("datasets", "show", "nothing", "--lang=en")[2]


def test_with_json_a_failure_is_a_document_too(say):
    """Scripts read the error from stdout; people read it on stderr."""
    code, out, _ = say("datasets", "show", "nothing", "--json")
    assert code == 2
    assert json.loads(out)["error"]["kind"] == "UnknownNameError"


@pytest.mark.parametrize(
    "argv",
    [
        ("nothing",),
        ("datasets",),
        ("datasets", "show"),
        ("datasets", "list", "--lang", "fr"),
        ("datasets", "list", "--seed", "abc"),
        ("run", "x.ipynb", "-p", "no_equals_sign"),
        ("run", "x.ipynb", "-p", "a=1", "-p", "a=2"),
        ("run", "roster.xlsx"),
        ("datasets", "list", "--home", "/ไม่มีโฟลเดอร์นี้"),
    ],
)
def test_wrong_usage_is_exit_2_in_one_sentence(say, argv):
    """A command that is not understood points to --help or names the value."""
    code, out, err = say(*argv)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert json.loads(say(*argv, "--json")[1])["error"]["message"]


def test_verify_is_exit_1_when_a_dataset_differs(say, tmp_path):
    """A broken seal is a check that does not hold; seal records the change."""
    shutil.copytree(home.find().folder("datasets"), tmp_path / "datasets")
    assert say("datasets", "verify", "--home", str(tmp_path))[0] == 0
    with (tmp_path / "datasets/assumptions.csv").open("a", encoding="utf-8") as file:
        file.write("A-999,x,x,,,,x,x,x,x\n")
    code, out, _ = say("datasets", "verify", "--home", str(tmp_path), "--json")
    assert code == 1
    assert json.loads(out)["findings"][0]["name"] == "assumptions"
    assert say("datasets", "seal", "--home", str(tmp_path))[0] == 0
    assert say("datasets", "verify", "--home", str(tmp_path))[0] == 0


def test_a_defect_of_ours_is_a_sentence_and_debug_shows_it(say, monkeypatch):
    """An unforeseen error is one Thai sentence; --debug lets it through."""

    def broken(_place):
        msg = "ลืมไป"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("govlab.datasets.names", broken)
    code, _, err = say("datasets", "list")
    assert code == 3
    assert "ZeroDivisionError: ลืมไป" in err
    with pytest.raises(ZeroDivisionError):
        cli.main(["datasets", "list", "--debug"])


def test_help_and_version_are_exit_0(say):
    """Help lists the verbs and the exit codes; no verb at all is help."""
    for argv in (("--help",), ()):
        code, out, _ = say(*argv)
        assert code == 0
        assert "workshop" in out
        assert "รหัสเมื่อจบคำสั่ง: 0 สำเร็จ" in out
    assert say("--version")[1].startswith("govlab 0.1.0")
