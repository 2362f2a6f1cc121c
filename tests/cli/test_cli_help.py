"""What --help shows: every verb and parameter in Thai and English, one catalogue."""

import re
import subprocess
import sys

import pytest
import typer

from govlab import cli
from govlab.cli._app import app
from govlab.cli._context import COMMON
from govlab.cli._help import TYPES, cells, parameter_key, speak, verb_key
from govlab.text import LANGUAGES, catalogue

WIDTH = 80


def tree(command, path=()):
    """Return every verb below a command with its path."""
    below = getattr(command, "commands", {}).items()
    return [(path, command), *(one for name, verb in below for one in tree(verb, (*path, name)))]


VERBS = tree(typer.main.get_command(app))
WORDS = catalogue("cli_help")


def flat(text):
    return " ".join(text.split())


@pytest.fixture
def page(capsys, monkeypatch):
    """Show a page of help; return it."""
    monkeypatch.setenv("COLUMNS", str(WIDTH))

    def run(*argv):
        assert cli.main([*argv]) == 0
        out, err = capsys.readouterr()
        assert not err
        return out

    return run


def test_the_english_of_the_catalogue_is_that_of_the_code():
    """Every verb and parameter has an entry; its English is the docstring or option's help."""
    for path, verb in VERBS:
        assert flat(WORDS[verb_key(path)]["en"]) == flat(verb.help), path
        assert verb.epilog in {None, COMMON}, path
        for one in verb.params:
            key = parameter_key(path, one.name)
            assert key, (path, one.name)
            assert WORDS[key]["en"] == one.help, (path, one.name)
    assert WORDS["common"]["en"] == COMMON


def test_the_catalogue_holds_no_verb_or_parameter_that_is_gone():
    """Each entry of a verb, a parameter or a type is one that a page shows."""
    shown = {verb_key(path) for path, _ in VERBS} | {"param_help"}
    shown |= {parameter_key(path, one.name) for path, verb in VERBS for one in verb.params}
    held = {key for key in WORDS if key.startswith(("verb_", "param_"))}
    assert held - shown == set()
    types = {key.removeprefix("type_") for key in WORDS if key.startswith("type_")}
    assert types == set(TYPES.values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [path for path, _ in VERBS], ids="-".join)
def test_every_page_speaks_one_language_and_fits(page, path, lang):
    """No line is too wide; Thai pages hold none of the parser's English, English no Thai."""
    said = page(*path, "--help", "--lang", lang)
    assert max(map(cells, said.splitlines())) <= WIDTH
    if lang == "en":
        assert not re.search("[ก-๙]", said)
    else:
        parsers = r"Usage|Options|Arguments|Commands|default:|required|<(str|int|float|path|list)"
        assert not re.search(parsers, said)
        assert "แสดงวิธีใช้นี้" in said


@pytest.mark.parametrize(
    "argv",
    [
        ("--lang", "en", "course", "form", "--help"),
        ("course", "--lang", "en", "form", "--help"),
        ("course", "form", "--help", "--lang=en"),
        ("course", "form", "governance", "--lang", "en", "--blueprint", "pre", "--help"),
    ],
)
def test_the_language_is_heard_wherever_it_stands(page, argv):
    """--lang before the verb, within it or after --help gives the same English page."""
    said = page(*argv)
    assert said.startswith("Usage: govlab course form CURRICULUM [OPTIONS]")
    assert said == page("course", "form", "--help", "--lang", "en")


def test_a_page_names_what_a_parameter_takes_and_when_it_may_be_left_out(page):
    """Type, range, default and need stand beside the name, in Thai, and its own words below."""
    said = page("course", "lesson", "--help")
    assert "[CURRICULUM] [MODULE]" in said
    assert "--port <จำนวนเต็ม> [หากไม่ระบุใช้ 8866] [1<=x<=65535]\n      พอร์ตบนเครื่องนี้" in said
    said = page("complaints", "simulate", "--help")
    assert "PROCESS <ข้อความ> [ต้องระบุ]\n      ชื่อในคลัง" in said
    assert "--set PATH=VALUE\n" in said
    assert "--policy <ข้อความ> …\n" in said


def test_a_name_that_means_another_thing_in_a_verb_has_words_of_its_own(page):
    """--cohort of `course form` and of `workshop` are told apart."""
    assert "ความลับของรุ่นนี้" in page("course", "form", "--help")
    assert "ความลับของรุ่น" not in page("workshop", "--help")


def test_what_the_catalogue_does_not_hold_is_told_in_the_words_of_the_code(capsys):
    """A verb, parameter or type unknown to the catalogue shows its own help, without fault."""
    other = typer.Typer()

    @other.command()
    def unheard(strange: bytes = typer.Option(b"", help="Of the code.")) -> None:
        """Do what nobody has put into the catalogue."""

    command = typer.main.get_command(other)
    speak(command, "th")
    command(["--help"], prog_name="govlab unheard", standalone_mode=False)
    said = capsys.readouterr().out
    assert "Do what nobody" in said
    assert "Of the code." in said


def test_help_loads_nothing_heavy():
    """The page is written without rich, pandas or numpy."""
    script = (
        "import sys; from govlab import cli; cli.main(['complaints', 'simulate', '--help']);"
        "print([m for m in ('rich', 'numpy', 'pandas', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "[]"
