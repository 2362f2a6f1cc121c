"""A command that is typed wrong: name, value, rule and next step, in Thai or English."""

import json
import re

import pytest

from govlab import cli
from govlab.cli._usage import explained

LOOK = "--help"


@pytest.fixture
def wrong(capsys):
    """Run a command that is refused; return the sentence."""

    def run(*argv):
        assert cli.main([*argv]) == 2
        out, err = capsys.readouterr()
        assert not out
        assert len(err.strip().splitlines()) == 1
        assert "Traceback" not in err
        return err.strip()

    return run


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["nothing"], ["'nothing'", "datasets, course", "govlab --help"]),
        (["datasetz"], ["'datasetz'", "ใกล้เคียงคือ datasets", "govlab --help"]),
        (["complaints", "simulat"], ["'simulat'", "simulate", "govlab complaints --help"]),
        (["complaints"], ["simulate, compare, sweep", "govlab complaints --help"]),
        (["course", "bank"], ["new, list, import", "govlab course bank --help"]),
        (["datasets", "show"], ["NAME", "govlab datasets show NAME", LOOK]),
        (["complaints", "draw"], ["PROCESS", "govlab complaints draw PROCESS", LOOK]),
        (["complaints", "compare", "queue"], ["--policy", LOOK]),
        (["datasets", "show", "ก", "ข ค"], ["'ข ค'", "govlab datasets show NAME", '"']),
        (["complaints", "draw", "queue", "--ouy", "x"], ["'--ouy'", "--out", LOOK]),
        (["datasets", "list", "--langu", "th"], ["'--langu'", "--lang", LOOK]),
        (["datasets", "list", "--zzzzz"], ["'--zzzzz'", "--json, --lang", LOOK]),
        (["datasets", "list", "-x"], ["'-x'", "--json, --lang", LOOK]),
        (["complaints", "simulate", "queue", "--days"], ["--days", "ค่าตามหลัง", LOOK]),
        (["run", "x.ipynb", "-p"], ["-p", "ค่าตามหลัง", "govlab run --help"]),
        (["complaints", "simulate", "queue", "--drain=3"], ["--drain", "ไม่รับค่า", LOOK]),
        (["datasets", "list", "--json=3"], ["--json", "ไม่รับค่า", LOOK]),
        (["complaints", "simulate", "queue", "--days", "สิบ"], ["--days = 'สิบ'", "จำนวนเต็ม"]),
        (["complaints", "simulate", "queue", "--precision", "1,5"], ["'1,5'", "ตัวเลข", LOOK]),
        (
            ["complaints", "simulate", "queue", "--on", "moon"],
            ["--on = 'moon'", "threads, processes, serial", LOOK],
        ),
        (["course", "lesson", "a", "b", "--port", "0"], ["--port = '0'", "1 ถึง 65535", LOOK]),
        (["datasets", "list", "--lang", "fr"], ["--lang = 'fr'", "th, en"]),
        (["datasets", "list", "--seed", "abc"], ["--seed = 'abc'", "จำนวนเต็ม"]),
        (["datasets", "list", "--seed"], ["--seed", "ค่าตามหลัง"]),
    ],
)
def test_each_mistake_is_told_in_thai_and_in_english(wrong, argv, words):
    """Thai holds the name, the value, what is right and where to look; English has no Thai."""
    said = wrong(*argv)
    for one in words:
        assert one in said
    bare = re.sub(r"'[^']*'", "", said)
    assert re.search("[ก-๙]{4}", bare)
    assert not re.search(r"(?i)\b(no such|missing|invalid|requires|unexpected|should)\b", bare)
    if "--lang" not in argv and argv[-1] != "--seed":
        english = re.sub(r"'[^']*'", "", wrong(*argv, "--lang", "en"))
        assert not re.search("[ก-๙]", english)
        assert "must" in english


def test_the_language_is_heard_although_another_option_is_wrong(wrong):
    """A wrong --seed is told in the language that --lang names."""
    assert "must be a whole number" in wrong("datasets", "list", "--seed", "x", "--lang", "en")


def test_with_json_a_wrong_command_is_a_document(capsys):
    """One document on stdout, its message the sentence of stderr."""
    assert cli.main(["complaints", "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"] == {"kind": "usage", "message": err.strip()}


def test_what_the_parser_may_say_besides_is_kept_in_brackets():
    """An error that has no sentence of ours is told in Thai, its own words at the end."""
    import typer

    from govlab.cli._app import app

    root = typer.main.get_command(app)
    said = explained(typer.TyperException("odd"), root, ["datasets"]).in_language("th")
    assert said.startswith("คำสั่งไม่ถูกต้อง")
    assert said.endswith("[odd]")


def test_a_value_that_the_parser_refuses_for_its_own_reason_names_the_option():
    """The option stands in the sentence, the parser's reason in brackets."""
    import typer

    from govlab.cli._app import app

    root = typer.main.get_command(app)
    verb = root.commands["complaints"].commands["draw"]
    out = next(one for one in verb.params if one.name == "out")
    said = explained(typer.BadParameter("odd", param=out), root, ["complaints", "draw"])
    assert said.in_language("th").startswith("ค่าที่ให้กับ --out ใช้ไม่ได้")
    assert said.in_language("en").endswith("govlab complaints draw --help [odd]")


def test_a_process_that_is_no_yaml_is_told_in_thai(wrong, tmp_path):
    """File, line, column, the line itself and the mistake, for any verb that reads YAML."""
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nid: x\n\ttitle: y\n", encoding="utf-8")
    said = wrong("complaints", "simulate", str(path))
    for one in ("mine.yaml", "บรรทัดที่ 3 ตำแหน่งที่ 1", "แท็บ", r"“\ttitle: y”"):
        assert one in said
    policy = tmp_path / "policy.yaml"
    policy.write_text("policy:six\ntitle: x\n", encoding="utf-8")
    said = wrong("complaints", "compare", "queue", "--policy", str(policy))
    assert "ไม่มีช่องว่างหลังเครื่องหมาย :" in said
