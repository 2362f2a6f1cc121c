"""A new module: it loads at once, breaks no rule, and touches nothing that is there."""

import json
import shutil

import pytest
import typer
from typer.testing import CliRunner

from govlab import course, files, home
from govlab.cli import _course_preview as preview
from govlab.cli._context import Context
from govlab.cli._course_author import add_to
from govlab.course._load import read
from govlab.course._new import new_module
from govlab.course._variants import examined
from govlab.course.flaws import flaws
from govlab.course.interactions import TYPES
from govlab.errors import ConflictError, InputError, MissingFileError, UnknownNameError


@pytest.fixture
def place(tmp_path):
    for name in ("corporate", "governance"):
        folder = tmp_path / "course" / name
        folder.mkdir(parents=True)
        kept = home.find().folder("course") / name / "curriculum.yaml"
        text = kept.read_text(encoding="utf-8")
        text = text.replace("modules: [interests, complaint]", "modules: []  # in order")
        (folder / "curriculum.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "govlab.toml").write_text("", encoding="utf-8")
    return home.find(tmp_path)


def loaded(place, name="corporate"):
    found, findings = read(place.folder("course") / name)
    assert [one.said("en") for one in findings] == []
    return found


def test_a_new_module_loads_with_one_question_of_every_type(place):
    """An author begins with something that works, of each type."""
    new_module("corporate/bribery", place)
    module = loaded(place).modules["bribery"]
    assert sorted(one.type for one in module.items) == sorted(TYPES)
    assert {one.use for one in module.items} == {"practice", "exam"}


def test_a_new_module_breaks_no_rule_of_item_writing(place):
    """The examples are examples: of two new modules none has a flaw."""
    new_module("corporate/bribery", place)
    new_module("corporate/controls", place)
    found = loaded(place)
    assert [one.said("en") for one in flaws(found)] == []
    [numeric] = [one for one in found.modules["bribery"].items if one.type == "numeric"]
    assert examined(numeric, "corporate", seeds=200).findings == ()


def test_each_objective_has_a_section_in_both_languages(place):
    """The lesson marks where the objective is taught, and what is for trainers."""
    new_module("corporate/bribery", place)
    module = loaded(place).modules["bribery"]
    for lang in ("th", "en"):
        text = module.lesson.in_language(lang)
        for one in module.objectives:
            assert f"\n<!-- objective: {one.id} -->\n" in text
        assert text.count("<!-- trainer -->") == text.count("<!-- /trainer -->") == 1


def test_a_curriculum_without_blueprints_gets_one_that_draws(place):
    """A form can be drawn the moment the module is there."""
    new_module("corporate/bribery", place)
    form, key = course.draw_form(loaded(place), "post", 1)
    assert len(form.items) == len(key.answers) == 1


def test_blueprints_that_are_there_stay(place):
    """The second module leaves the blueprints to their author."""
    new_module("corporate/bribery", place)
    path = place.folder("course") / "corporate" / "blueprints.yaml"
    before = path.read_bytes()
    new_module("corporate/controls", place)
    assert path.read_bytes() == before


def test_the_title_comes_from_the_plan_and_leaves_it(place):
    """A planned module becomes a module: its title moves, its neighbours stay."""
    new_module("corporate/bribery", place)
    found = loaded(place)
    assert found.modules["bribery"].title.en == "Bribery and the liability of legal persons"
    assert found.modules["bribery"].title.th == "สินบนกับความรับผิดของนิติบุคคล"
    assert len(found.planned) == 3
    assert not any("Bribery" in one.en for one in found.planned)


def test_comments_of_the_curriculum_stay(place):
    """What an author wrote beside the list is there afterwards."""
    path = place.folder("course") / "governance" / "curriculum.yaml"
    before = [line for line in path.read_text(encoding="utf-8").splitlines() if "#" in line]
    new_module("governance/archives", place)
    after = [line for line in path.read_text(encoding="utf-8").splitlines() if "#" in line]
    assert [one.partition("#")[2] for one in before] == [one.partition("#")[2] for one in after]
    assert files.read_yaml(path)["modules"] == ["archives"]


@pytest.mark.parametrize(
    "title",
    [
        course.Text("ทะเบียน: ใครถือ", "Records: who's who"),
        course.Text('"คำพูด" # และเครื่องหมาย', "- {a: b} & *c"),
        course.Text("เลข 007", "007 and true"),
    ],
)
def test_a_title_may_hold_any_sign(place, title):
    """YAML's own signs in a title stay signs of the title."""
    new_module("corporate/archives", place, title=title)
    assert loaded(place).modules["archives"].title == title


def test_what_is_there_is_never_overwritten(place):
    """A folder or a listed module stops the verb; nothing is written."""
    folder = new_module("corporate/bribery", place)
    items = (folder / "items.yaml").read_bytes()
    with pytest.raises(ConflictError, match="must not be there yet"):
        new_module("corporate/bribery", place)
    assert (folder / "items.yaml").read_bytes() == items
    shutil.rmtree(folder)
    with pytest.raises(ConflictError, match="must not be there yet"):
        new_module("corporate/bribery", place)
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    ["bribery", "corporate/", "corporate/a/b", "corporate/../x", "corporate/Ab", "c/" + "a" * 41],
)
def test_a_name_of_another_form_is_refused(place, name):
    """Neither paths nor capitals nor long names become folders."""
    with pytest.raises(InputError, match="CURRICULUM/MODULE"):
        new_module(name, place)


def test_an_unknown_curriculum_is_refused_with_those_there_are(place):
    """A module needs its curriculum."""
    with pytest.raises(UnknownNameError, match="corporate, governance"):
        new_module("nothing/here", place)


def test_the_verb_makes_the_module_and_says_what_to_do(place):
    """Title options need both languages; the words name the next commands."""
    app = typer.Typer()
    add_to(app)
    context = Context("en", home_named=place.root)
    half = CliRunner().invoke(app, ["new", "corporate/bids", "--title", "การเสนอราคา"], obj=context)
    assert isinstance(half.exception, InputError)
    argv = ["new", "corporate/bids", "--title", "การเสนอราคา", "--title-en", "Bids"]
    done = CliRunner().invoke(app, argv, obj=context)
    assert "govlab course lock corporate" in done.stdout
    assert loaded(place).modules["bids"].title == course.Text("การเสนอราคา", "Bids")
    told = CliRunner().invoke(
        app, ["new", "corporate/more"], obj=Context(as_json=True, home_named=place.root)
    )
    assert json.loads(told.stdout)["folder"].endswith("more")


@pytest.mark.parametrize("argv", [["new", "governance/ethics"], ["upgrade"]])
def test_a_home_without_a_course_of_its_own_gets_nothing_and_gives_nothing(tmp_path, argv):
    """The course beside the package is not written in another home's name."""
    shipped = home.find().folder("course")
    before = {path: path.stat().st_mtime_ns for path in shipped.rglob("*")}
    app = typer.Typer()
    add_to(app)
    done = CliRunner().invoke(app, argv, obj=Context(home_named=tmp_path))
    assert isinstance(done.exception, MissingFileError)
    said = done.exception.in_language("th")
    assert f'cp -r "{shipped}" "{tmp_path / "course"}"' in said
    assert {path: path.stat().st_mtime_ns for path in shipped.rglob("*")} == before
    assert list(tmp_path.iterdir()) == []


def test_the_packaged_course_is_never_written(tmp_path):
    """A copy inside an installed package belongs to the installation."""
    shutil.copytree(home.find().folder("course"), tmp_path / "course")
    with pytest.raises(MissingFileError, match=r"govlab\.toml"):
        new_module("governance/ethics", home.Home(tmp_path, writable=False))


def test_a_preview_of_a_curriculum_without_lessons_says_so(place, tmp_path):
    """Nothing is written and the exit code is that of a wrong input."""
    app = typer.Typer()
    preview.add_to(app)
    argv = ["preview", "corporate", "--out", str(tmp_path / "pages")]
    done = CliRunner().invoke(app, argv, obj=Context(home_named=place.root))
    assert isinstance(done.exception, InputError)
    assert "ยังไม่มีบทเรียน" in done.exception.in_language("th")
    assert not (tmp_path / "pages").exists()
