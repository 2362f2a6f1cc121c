"""QTI packages: the whole course there and back, and what hostile or broken zips do."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from govlab import course
from govlab.chance import Stream
from govlab.course import Item, Text
from govlab.course.interchange import _qti_archive as archive
from govlab.course.interchange._qti import QTI3, QTI21
from govlab.course.interchange._qti_tree import read_tree
from govlab.errors import InputError

FORMS = pytest.mark.parametrize("form", [QTI21, QTI3], ids=lambda form: form.name)


@pytest.fixture(scope="module")
def items():
    """Give every item of the course, of each template one variant."""
    every = [one for name in course.curricula() for one in course.load(name).items.values()]
    return [
        one if isinstance(one, Item) else one.variant(Stream(7, "test", one.code)) for one in every
    ]


def parts(data):
    with ZipFile(BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist()}


def packed(content):
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as held:
        for name, data in content.items():
            held.writestr(name, data)
    return made.getvalue()


@FORMS
def test_the_whole_course_comes_back_in_both_languages(form, items):
    """Every item of the course is equal after the journey, and nothing is lost."""
    data, lost = form.write(items, "both", True)
    found = form.read(data, "course.zip", "th")
    assert (lost, found.lost) == ((), ())
    assert [each.as_dict() for each in found.items] == [each.as_dict() for each in items]


@FORMS
def test_an_item_file_alone_keeps_all_but_its_headers(form, items):
    """Out of its package an item has stem, options, key, reasons and points; no objective."""
    held = parts(form.write(items[:9], "th", True)[0])
    files = [data for name, data in held.items() if name.startswith("items/")]
    for item, data in zip(items[:9], files, strict=True):
        found = form.read(data, "item.xml", "th")
        (one,) = found.items
        assert found.lost == ()
        assert (one.code, one.points, one.objective) == (item.code, item.points, "")
        assert (one.stem.th, one.interaction.answer) == (item.stem.th, item.interaction.answer)
        assert [o.reason.th for o in one.options] == [o.reason.th for o in item.options]


@FORMS
def test_the_same_items_give_the_same_bytes(form, items):
    """No clock and no order of a set goes into a package."""
    assert form.write(items[:5], "both", True) == form.write(items[:5], "both", True)


@FORMS
def test_a_package_names_each_file_once_and_every_reference_is_there(form, items):
    """The manifest lists test and items; what the test refers to is in the zip."""
    held = parts(form.write(items, "both", True)[0])
    manifest = read_tree(held["imsmanifest.xml"], "imsmanifest.xml")
    resources = manifest.first("resources").named("resource")
    version = {"qti21": "xmlv2p1", "qti3": "xmlv3p0"}[form.name]
    assert {one.get("type") for one in resources} == {
        f"imsqti_item_{version}",
        f"imsqti_test_{version}",
    }
    names = [one.get("href") for one in resources]
    assert sorted([*names, "imsmanifest.xml"]) == sorted(held)
    identifiers = [one.get("identifier") for one in resources]
    assert len(set(identifiers)) == len(identifiers)
    for name in ("test-th.xml", "test-en.xml"):
        refs = [
            one for one in read_tree(held[name], name).walk() if one.name == "assessmentItemRef"
        ]
        assert len(refs) == len(items)
        assert {one.get("href") for one in refs} < set(held)
        assert all(one.get("identifier") in identifiers for one in refs)


@FORMS
def test_declarations_and_what_uses_them_agree(form, items):
    """Each response, outcome and choice that a file names is declared in it, once and before."""
    for name, data in parts(form.write(items, "th", True)[0]).items():
        root = read_tree(data, name)
        if root.name != "assessmentItem":
            continue
        order = [one.name for one in root.elements]
        assert order == sorted(
            order,
            key=[
                "responseDeclaration",
                "outcomeDeclaration",
                "itemBody",
                "responseProcessing",
                "modalFeedback",
            ].index,
        )
        responses = {one.get("identifier"): one for one in root.named("responseDeclaration")}
        outcomes = {one.get("identifier"): one for one in root.named("outcomeDeclaration")}
        asked = [one for one in root.walk() if one.get("responseIdentifier")]
        assert {one.get("responseIdentifier") for one in asked} == set(responses)
        choices = {
            one.get("identifier")
            for one in root.first("itemBody").walk()
            if one.name.endswith("Choice")
        }
        for one in root.walk():
            if one.name in {"variable", "mapResponse", "correct"}:
                assert one.get("identifier") in {*responses, *outcomes}
            if one.name == "setOutcomeValue":
                assert one.get("identifier") in outcomes
            if one.name == "modalFeedback":
                assert outcomes[one.get("outcomeIdentifier")].get("baseType") == "identifier"
        for one in responses.values():
            for value in one.walk():
                if value.name == "value" and one.get("baseType") in {"identifier", "directedPair"}:
                    assert choices.issuperset(value.words.split())


@FORMS
def test_feedback_has_the_cardinality_of_what_sets_it(form, items):
    """An outcome that takes over a response is single or multiple as the response is."""
    for name, data in parts(form.write(items, "th", True)[0]).items():
        root = read_tree(data, name)
        kinds = {
            one.get("identifier"): one.get("cardinality")
            for one in root.named("responseDeclaration", "outcomeDeclaration")
        }
        for one in root.walk():
            if one.name == "setOutcomeValue" and one.elements[0].name == "variable":
                assert kinds[one.get("identifier")] == kinds[one.elements[0].get("identifier")]


@FORMS
def test_without_the_key_no_reason_and_no_scoring_is_written(form, items):
    """What a trainee's system may hold has neither key nor feedback nor rubric nor objective."""
    held = parts(form.write(items, "both", False)[0])
    told = {"correctResponse", "mapping", "responseProcessing", "modalFeedback", "rubricBlock"}
    for name, data in held.items():
        assert not told & {one.name for one in read_tree(data, name).walk()}
    everything = b"".join(held.values()).decode()
    shown = {text for one in items for text in (one.stem.th, *(o.text.th for o in one.options))}
    reasons = {o.reason.th for one in items for o in one.options} - shown
    assert not [one for one in reasons if one in everything]


def test_a_changed_scoring_of_ours_is_reported(items):
    """A file that was ours and scores otherwise now is custom, by line."""
    one = next(item for item in items if item.type == "ordering")
    held = parts(QTI21.write([one], "th", True)[0])
    name = next(name for name in held if name.startswith("items/"))
    held[name] = held[name].replace(b"<or>", b"<and>").replace(b"</or>", b"</and>")
    found = QTI21.read(packed(held), "p.zip", "th")
    assert [lost.what.key for lost in found.lost] == ["interchange_b.custom"]
    assert found.items[0].interaction.answer == one.interaction.answer


def test_an_item_that_cannot_be_read_does_not_stop_the_others(items):
    """A malformed file and a missing one are losses with place and reason."""
    held = parts(QTI21.write(items[:3], "th", True)[0])
    first, second = sorted(name for name in held if name.startswith("items/"))[:2]
    held[first] = held[first].replace(b"</itemBody>", b"")
    del held[second]
    found = QTI21.read(packed(held), "p.zip", "th")
    assert len(found.items) == 1
    said = [one.said("en") for one in found.lost]
    assert any(first in one and "line" in one for one in said)
    assert any(second in one for one in said)


def test_a_package_without_a_manifest_is_read_and_says_what_is_missing(items):
    """Every item file is found; objective, level and sources are not there."""
    held = parts(QTI21.write(items[:3], "th", True)[0])
    del held["imsmanifest.xml"]
    found = QTI21.read(packed(held), "p.zip", "th")
    assert {one.code for one in found.items} == {one.code for one in items[:3]}
    assert [one.what.key for one in found.lost] == ["interchange_b.no_manifest"]


def test_a_package_in_a_folder_of_its_own_is_read(items):
    """Zips that hold one folder with the package in it are common."""
    held = parts(QTI3.write(items[:2], "th", True)[0])
    found = QTI3.read(packed({f"export/{n}": d for n, d in held.items()}), "p.zip", "th")
    assert (len(found.items), found.lost) == (2, ())


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "C:/a.xml", "items\\..\\..\\a.xml"])
def test_a_name_that_leads_outside_refuses_the_package(name):
    """Whoever names a place outside sends no questions."""
    with pytest.raises(InputError, match="outside"):
        QTI21.read(packed({"imsmanifest.xml": "<manifest/>", name: "x"}), "p.zip", "th")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    """Density, size of a part, size of all and number of parts have limits."""
    zeros = {"imsmanifest.xml": "<manifest/>", "items/a.xml": b"\0" * (2 * 2**20)}
    with pytest.raises(InputError, match="densely"):
        QTI21.read(packed(zeros), "p.zip", "th")
    monkeypatch.setattr(archive, "MOST_PARTS", 1)
    with pytest.raises(InputError, match="at most 1 files"):
        QTI21.read(packed({"a": "x", "b": "y"}), "p.zip", "th")
    monkeypatch.setattr(archive, "MOST_PARTS", 9)
    monkeypatch.setattr(archive, "MOST_ALL", 10)
    with pytest.raises(InputError, match="at most 0 MB"):
        QTI21.read(packed({"a": "x" * 11}), "p.zip", "th")
    monkeypatch.setattr(archive, "MOST_ALL", 10**6)
    monkeypatch.setattr(archive, "MOST_PART", 10)
    with pytest.raises(InputError, match="larger than"):
        QTI21.read(packed({"imsmanifest.xml": "<manifest>x</manifest>"}), "p.zip", "th")


def test_a_part_that_stands_twice_refuses_the_package():
    """Nobody can say which of two is meant."""
    made = BytesIO()
    with ZipFile(made, "w") as held:
        held.writestr("items/a.xml", "x")
        held.writestr("items\\a.xml", "y")
    with pytest.raises(InputError, match="more than once"):
        QTI21.read(made.getvalue(), "p.zip", "th")


@pytest.mark.parametrize("cut", [40, 200, -30])
def test_a_damaged_zip_is_an_error_with_its_reason(items, cut):
    """Half a file is no package."""
    data = QTI21.write(items[:2], "th", True)[0]
    with pytest.raises(InputError, match=r"not downloaded whole|damaged"):
        QTI21.read(data[:cut], "p.zip", "th")


def test_a_zip_without_items_says_so():
    """A package of something else is not an empty import."""
    with pytest.raises(InputError, match="no QTI item"):
        QTI21.read(packed({"imsmanifest.xml": "<manifest><resources/></manifest>"}), "p.zip", "th")


def test_signs_that_xml_cannot_hold_are_told(items):
    """A control character is left out of the file and named as a loss."""
    one = replace(items[0], stem=Text("ก\x0bข", "a"))
    data, lost = QTI21.write([one], "th", True)
    assert [found.what.key for found in lost] == ["interchange_b.control_signs"]
    assert QTI21.read(data, "p.zip", "th").items[0].stem.th == "กข"
