"""``govlab course preview``, as authors call it."""

import json

import pytest

from govlab import cli


@pytest.fixture
def say(capsys):
    """Run the command and return exit code, stdout and stderr."""

    def run(*argv):
        code = cli.main(argv)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


def test_preview_writes_one_page_for_each_module(say, tmp_path):
    """Without a module all are written; --json names the files."""
    code, out, _ = say("course", "preview", "governance", "--out", str(tmp_path), "--json")
    assert code == 0
    told = json.loads(out)
    assert told["with_key"] is False
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["complaint.html", "interests.html"]
    assert len(told["pages"]) == 2


def test_the_page_of_an_author_is_known_by_its_name(say, tmp_path):
    """With keys the file says so in name and text, and never replaces the trainees' page."""
    argv = ("course", "preview", "governance", "interests", "--out", str(tmp_path))
    assert say(*argv)[0] == 0
    before = (tmp_path / "interests.html").read_text(encoding="utf-8")
    assert say(*argv, "--with-key")[0] == 0
    keyed = (tmp_path / "interests-with-key.html").read_text(encoding="utf-8")
    assert "ห้ามส่งไฟล์นี้ให้ผู้เข้าอบรม" in keyed
    assert (tmp_path / "interests.html").read_text(encoding="utf-8") == before


def test_the_language_and_the_seed_are_the_pages(say, tmp_path):
    """--lang opens the page in English; --seed shuffles otherwise."""
    argv = ("course", "preview", "governance", "interests", "--out", str(tmp_path), "--lang", "en")
    pages = []
    for seed in ("1", "2"):
        assert say(*argv, "--seed", seed)[0] == 0
        pages.append((tmp_path / "interests.html").read_text(encoding="utf-8"))
    assert '<html lang="en">' in pages[0]
    assert pages[0] != pages[1]


def test_a_wrong_module_is_bad_input_and_writes_nothing(say, tmp_path):
    """The sentence names the modules there are."""
    code, _, err = say("course", "preview", "governance", "nope", "--out", str(tmp_path / "new"))
    assert code == 2
    assert "interests" in err
    assert not (tmp_path / "new").exists()


def test_a_lesson_is_not_opened_under_a_wrong_name(say):
    """A misspelt module is told before any server starts."""
    code, _, err = say("course", "lesson", "governance", "nope", "--no-browser")
    assert code == 2
    assert "interests" in err
