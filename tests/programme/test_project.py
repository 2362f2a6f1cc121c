"""The project file and its arithmetic."""

from decimal import Decimal

import pytest

from govlab import home, programme
from govlab.datasets import Assumptions
from govlab.errors import InputError, MissingFileError, UnknownNameError

SHIPPED = home.find().folder("datasets") / "projects" / "project_2567.yaml"


@pytest.fixture(scope="module")
def project():
    return programme.read_project()


def figures(study):
    return {one.figure: one for one in study.comparisons}


def headlines(study):
    return {one.id: one.shown for one in study.headlines}


def changed(tmp_path, old, new):
    """Write an office's own file: the shipped one with one place changed."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "โครงการ.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_budget_of_2567_adds_up_as_the_findings_say(project):
    """1,710,000 of 1,933,300 baht is itemised, and that is explained by its finding."""
    found = figures(programme.project_study(project, "en"))["total"]
    assert (found.published, found.shown, found.difference) == (1933300, 1710000, -223300)
    assert (found.verdict, found.finding) == ("explained", "S4-X4")


def test_every_amount_stands_in_words_too(project):
    """Each line's amount and the total are the baht that their words say."""
    found = [
        one for name, one in figures(programme.project_study(project)).items() if "words" in name
    ]
    assert len(found) == len(project.budget.lines) + 1
    assert {one.verdict for one in found} == {"same"}


@pytest.mark.parametrize(
    ("vary", "baht", "trainees", "verdict"),
    [((), 1250, 540, "explained"), (("A-005=30",), 2500, 300, "same")],
)
def test_baht_a_trainee_follows_the_reading_of_the_disputed_digit(
    project, vary, baht, trainees, verdict
):
    """60 a zone gives 1,250 baht and 540 trainees; 30 gives 2,500 and the target exactly."""
    study = programme.project_study(project, "en", Assumptions(vary))
    assert headlines(study)["baht_person.4"] == baht
    assert headlines(study)["baht_person.5"] == 1000
    assert headlines(study)["trainees"] == trainees
    assert figures(study)["trainees.5.1.3"].verdict == verdict


def test_shares_in_the_indicators_are_whole_persons_and_cases(project):
    """60 % of 36 cases is 22 of them, 80 % of 300 persons is 240."""
    found = headlines(programme.project_study(project))
    assert (found["least.5.2.2a"], found["least.5.2.2b"]) == (22, 240)


def test_what_the_document_leaves_open_moves_the_mean_cost(project):
    """Trainees of the division and unlisted money are assumptions that can be varied."""
    plain = headlines(programme.project_study(project))
    varied = headlines(
        programme.project_study(project, "th", Assumptions(["A-012=60", "A-008=223300"]))
    )
    assert plain["baht_person.all"] == Decimal("1324.07")
    assert varied["baht_person.all"] == Decimal("1563.83")
    assert varied["trainees"] == 600


@pytest.mark.parametrize(("vary", "least"), [((), 128), (("A-004=155",), 124)])
def test_the_two_counts_of_departments_give_two_targets(project, vary, least):
    """80 % of 159 departments is 128 of them, of 155 it is 124; each count is explained."""
    study = programme.project_study(project, "en", Assumptions(vary))
    assert headlines(study)["departments_80"] == least
    verdicts = [figures(study)[f"departments.{count}"].verdict for count in (155, 159)]
    assert sorted(verdicts) == ["explained", "same"]


def test_a_changed_digit_in_the_file_is_no_longer_explained(tmp_path):
    """A line of 31,000 baht for 30,000 breaks its words, its sum and the total's explanation."""
    path = changed(tmp_path, "each: 30000", "each: 31000")
    study = programme.project_study(programme.read_project(path), "en")
    differs = {one.figure for one in study.comparisons if one.verdict == "differs"}
    assert {"words.7.2.1-zones", "line.7.2.1-zones", "itemised", "total"} <= differs
    assert not study.holds


def test_an_office_reads_its_own_file(tmp_path):
    """Another fiscal year's file with its own code is read from its path and shown as it is."""
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace("fiscal_year: 2567", "fiscal_year: 2570")
    text = text.replace("2023-10-01", "2026-10-01").replace("2024-09-30", "2027-09-30")
    path = tmp_path / "project_2570.yaml"
    path.write_text(text, encoding="utf-8")
    found = programme.read_project(path)
    assert found.fiscal_year == 2570
    assert found.provenance.sources == ("project_2570.yaml",)
    assert programme.project_study(found).holds


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("units: [division]", "units: [zone_10]", "zone_10"),
        ("activity: 3", "activity: 9", "activity"),
        ('first: "2023-10-01"', 'first: "2022-10-01"', "2022-10-01"),
        ("each: 30000", "each: -5", "each"),
        ("schema: 1", "schema: 7", "schema"),
        ("fiscal_year: 2567", "fiscal_yaer: 2567", "fiscal_yaer"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_with_the_place(tmp_path, old, new, words):
    """Each slip is told with file, place and value, in both languages."""
    with pytest.raises(InputError, match=words) as caught:
        programme.read_project(changed(tmp_path, old, new))
    assert "โครงการ.yaml" in caught.value.in_language("th")


def test_unknown_projects_and_missing_files_are_told_apart(tmp_path):
    """A name that is no project lists those there are; a path that is no file is named."""
    with pytest.raises(UnknownNameError, match="project_2567"):
        programme.read_project("project_2568")
    with pytest.raises(MissingFileError):
        programme.read_project(tmp_path / "none.yaml")


def test_tables_and_chart_say_what_is_not_itemised(project):
    """The allocation table ends in the sum, the rest and the total; the chart says so too."""
    table = programme.allocation_table(project, "en")
    assert table.iloc[-3:, -1].tolist() == ["1,710,000", "223,300", "1,933,300"]
    readings = programme.trainees_table(project, "en")
    assert readings.iloc[:, 5].tolist() == ["1,250", "2,500", "1,000"]
    assert "223,300" in programme.budget_chart(project, "en").alt
