"""The components' rules against Python's: the same credit and the same spelling of answers."""

import itertools
import json
import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from classroom_items import ALL, CASE, MULTIPLE, NUMERIC, ORDERING, option

from govlab import course
from govlab.classroom import esm, page, payload
from govlab.classroom._components import script, style
from govlab.course import Item, Text
from govlab.course.interactions import TYPES, Choice
from govlab.errors import InputError
from govlab.text import catalogue

RUN = """
const fs = await import("node:fs");
const vectors = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const written = ([a, b]) => (b === 1n ? `${a}` : `${a}/${b}`);
const found = [];
for (const [kind, file, cases] of vectors) {
  const { default: one } = await import(file);
  for (const [key, given] of cases) {
    const response = one.read(given);
    found.push([response, one.credit && response ? written(one.credit(key, response)) : null]);
  }
}
console.log(JSON.stringify(found));
"""


def node():
    """Return Node: the system's, or the one that the browser driver brings."""
    own = shutil.which("node")
    if own:
        return own
    playwright = pytest.importorskip("playwright")
    [brought] = (Path(playwright.__file__).parent / "driver").glob("node*")
    return str(brought)


def tried(item):
    """Yield answers to an item, right, wrong and half right, as a person may spell them."""
    one = item.interaction
    ids = [option.id for option in item.options]
    match item.type:
        case "single" | "multiple":
            for size in range(1, len(ids) + 1):
                yield from ("+".join(some) for some in itertools.combinations(ids, size))
            yield " c + a "
        case "truefalse":
            yield from ("true", "false")
            yield from (f"{verdict}+{why}" for verdict in ("true", "false") for why in ids)
        case "ordering":
            yield from (">".join(order) for order in itertools.permutations(ids))
        case "matching":
            premises = [premise.id for premise in one.premises]
            for chosen in itertools.product(["", *ids], repeat=min(len(premises), 3)):
                pairs = zip(premises, chosen, strict=False)
                given = [f"{premise}={match}" for premise, match in pairs if match]
                yield "+".join(reversed(given)) or "1=a"
        case "numeric":
            for answer in one.answers:
                for shift in (0, answer.tolerance, answer.tolerance + Fraction(1, 1000)):
                    yield str(float(answer.value + shift))
            yield from ("๓๐", "30 วัน", "3,000", "-3", "0.50", "007", "1 000", "+15.50", "-0.0")
        case _:
            yield "คำตอบ"


def scored():
    """Return every practice item of the repository and of the tests, cases by question."""
    kept = [
        one if isinstance(one, Item) else one.variant(_stream(one))
        for name in course.curricula()
        for one in course.load(name).items.values()
        if one.use == "practice"
    ]
    return [question for item in [*kept, *ALL, WEIGHED] for question in item.scored]


def _stream(template):
    from govlab.chance import Stream

    return Stream(1, "vectors", template.code)


# Credits of their own: half for a good answer, and one that takes away.
WEIGHED = Item(
    "world", "weighed", 1, "practice", "aim", "apply", 1, (), MULTIPLE.stem,
    Choice(
        (
            option("a", "ก", "A", True, "ใช่", "yes", Fraction(1, 3)),
            option("b", "ข", "B", True, "ใช่", "yes", Fraction(2, 3)),
            option("c", "ค", "C", False, "ไม่", "no", Fraction(-1, 2)),
        ),
        several=True,
    ),
)  # fmt: skip


def test_the_browser_gives_the_credit_that_python_gives(tmp_path):
    """Each answer to each practice item: one spelling and one fraction on both sides."""
    expected, cases = [], []
    by_type = {}
    for item in scored():
        by_type.setdefault(item.type, []).append(item)
    assert set(by_type) == set(TYPES) - {"case"}
    for kind, items in by_type.items():
        file = tmp_path / f"{kind}.mjs"
        file.write_text(esm(kind), encoding="utf-8")
        mine = []
        for item in items:
            for given in tried(item):
                response = item.response(given)
                rated = kind == "text"
                expected.append(
                    [response, None if rated else str(item.interaction.credit(response))]
                )
                mine.append([item.interaction.as_dict(), given])
        cases.append([kind, file.as_uri(), mine])
    vectors, runner = tmp_path / "vectors.json", tmp_path / "run.mjs"
    vectors.write_text(json.dumps(cases), encoding="utf-8")
    runner.write_text(RUN, encoding="utf-8")
    done = subprocess.run(
        [node(), str(runner), str(vectors)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected
    assert len(expected) > 500


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_one_module_that_needs_no_other(kind):
    """Anywidget loads a module by itself: one default export, and nothing imported."""
    source = esm(kind)
    assert source.count("export default") == 1
    assert not re.search(r"^\s*import\b", source, re.MULTILINE)
    assert "https:" not in source
    assert "innerHTML" not in source


def test_every_word_of_the_components_stands_in_both_languages():
    """What the browser says is in the catalogue, and nothing in the catalogue is unused."""
    text = script().partition("const WHOLE")[2]  # the code, after the words themselves
    names = {name for name in catalogue("classroom") if name.startswith("ui_")}
    said = {f"ui_{name}" for name in re.findall(r'\b(?:t|say)\((?:lang, )?"(\w+)"', text)}
    said |= {f"ui_how_{kind}" for kind in TYPES} | {"ui_say_true", "ui_say_false"}
    # Names that are put together or chosen between.
    said |= {name for name in names if f'"{name.removeprefix("ui_")}"' in text}
    marks = ("right", "wrong", "hit", "missed", "left", "false")
    said |= {f"ui_mark_{one}" for one in marks}
    said |= {f"ui_{one}" for one in ("lost", "saving")}
    assert names == said


def test_the_style_keeps_text_large_and_targets_wide():
    """No text of a card is under 18 px, and what is pressed is at least 44 px high."""
    css = style()
    assert "font-size: 18px; line-height: 1.65" in css
    assert all(int(size) >= 18 for size in re.findall(r"font-size: (\d+)px", css))
    assert all(int(size) >= 44 for size in re.findall(r"min-height: (\d+)px", css))
    assert "prefers-reduced-motion" in css
    assert ":focus-visible" in css


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", ["ink", "soft", "deep", "good", "bad", "half"])
def test_every_colour_of_words_is_read_on_every_ground(ink):
    """The contrast of text is at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style()))
    grounds = ["paper", "tint", "deep-tint"] + ([f"{ink}-tint"] if f"{ink}-tint" in colours else [])
    for ground in grounds:
        light, dark = sorted((_luminance(colours[one]) for one in (ink, ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, ground


def test_a_practice_item_brings_its_key_and_an_exam_item_never():
    """The key is in the payload of practice alone; asking for an exam's is refused."""
    exam = _exam(NUMERIC)
    assert payload(NUMERIC)["key"]["answers"][0]["value"] == "30"
    assert [("key" in one) for one in payload(CASE)["questions"]] == [True, True]
    with pytest.raises(InputError, match="world/days"):
        payload(exam)
    told = json.dumps(payload(exam, practice=False), ensure_ascii=False)
    assert "30 วัน" not in told
    assert "key" not in json.loads(told)


def test_a_forms_question_has_no_key_to_give():
    """What a form shows is passed on as it is, whatever is asked for."""
    shown = payload(ORDERING, practice=False)
    form_item = course.FormItem.from_data(shown)
    assert payload(form_item, practice=True) == shown
    assert "order" not in json.dumps(list(shown))


def test_a_page_holds_no_word_of_an_exam_item():
    """Stems and reasons of exam items are on an author's page only, under a warning."""
    found = course.load("governance")
    for name, module in found.modules.items():
        plain, keyed = page(found, name), page(found, name, with_key=True)
        exam = [one for one in module.items if one.use == "exam" and isinstance(one, Item)]
        assert exam
        for one in exam:
            stem = json.dumps(one.stem.th, ensure_ascii=False)[1:-1].replace("<", "\\u003c")
            assert stem not in plain, one.code
            assert stem in keyed, one.code
        assert "ห้ามส่งไฟล์นี้ให้ผู้เข้าอบรม" in keyed
        assert "ห้ามส่งไฟล์นี้ให้ผู้เข้าอบรม" not in plain


def _exam(item):
    from dataclasses import replace

    return replace(item, use="exam")


def test_text_of_an_item_cannot_end_the_script_it_stands_in():
    """A stem with a closing tag stays a stem."""
    from dataclasses import replace

    from govlab.classroom._page import _exercise

    nasty = replace(NUMERIC, stem=Text("</script><b>ก", "</script>"))
    html = _exercise(payload(nasty), 'x"><i>')
    assert html.count("</script>") == 1
    assert "<b>" not in html
    assert "<i>" not in html
