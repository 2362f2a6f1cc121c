"""The leak gate knows a key by its notation, and lets forms and prose pass."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import chance, course
from govlab.classroom import page
from govlab.classroom._leaks import leaks
from govlab.classroom._secrets import Secrets, secrets_of
from govlab.course._canary import canary


@pytest.fixture(scope="module")
def curriculum():
    """Give the curriculum that is taught."""
    return course.load("governance")


@pytest.fixture(scope="module")
def item(curriculum):
    """Give a fixed exam item of one right option."""
    return next(
        one
        for one in curriculum.items.values()
        if one.use == "exam" and one.type == "single" and isinstance(one, course.Item)
    )


@pytest.fixture(scope="module")
def secrets(curriculum):
    """Give what must not stand in a form, questions aside."""
    return secrets_of([curriculum], shown=True)


@pytest.fixture
def told(tmp_path, secrets):
    """Say what kinds of leak the gate finds in a text, by item."""

    def search(text, what=secrets):
        path = tmp_path / "given.txt"
        path.write_text(text, encoding="utf-8")
        return {(one.item, one.what) for one in leaks([path], what)}

    return search


NOTATIONS = {
    "pair": "{code}: {a}",
    "version": "{code}@{version} = {a}",
    "id": "{id} → {a}",
    "capital": "{code}: {A}",
    "thai letter": "{code}: {th}",
    "quoted": '"{code}": "{a}"',
    "list": '"{code}": ["{a}"]',
    "csv": "code,answer\n{code},{a}\n",
    "table row": "| {id} | {a} |",
    "page row": "<tr><td>{code}</td><td>{a}</td></tr>",
    "word": "{id}: answer {a}",
    "thai word": "{code} : เฉลย: {th}",
    "record": '{{"id": "{id}", "points": 1, "answer": "{a}"}}',
    "yaml": "- id: {id}\n  points: 1\n  key: {a}\n",
    "aiken": "{stem}\nA) ก\nB) ข\nANSWER: {A}\n",
    "thai key": "{stem}\nเฉลย: {th}\n",
    "checked": "- [ ] {wrong}\n- [x] {right}\n",
    "ticked": "a) {wrong}\nb) ✓ {right}\n",
    "told": "a) {wrong}\nb) {right} (ถูก)\n",
    "gift": "{{\n~{wrong}\n={right}\n}}",
    "gift bullets": "{stem} {{\n={right}\n~{wrong}\n}}",
    "moodle": '<answer fraction="100"><text>{right}</text></answer>',
    "json": '{{"id": "b", "text": "{right}", "correct": true}}',
    "json before": '{{"correct": true, "text": {{"th": "{right}"}}}}',
    "items file": "- id: b\n  correct: true\n  text:\n    th: {right}\n",
    "canary": "{canary}",
    "fingerprint": "{fingerprint}",
}


@pytest.mark.parametrize("name", NOTATIONS)
def test_a_key_is_found_in_every_notation(name, item, told):
    """An answer beside the item's code, stem or option is a key, whatever signs tie them."""
    right = next(one for one in item.options if one.correct)
    wrong = next(one for one in item.options if not one.correct)
    text = NOTATIONS[name].format(
        code=item.code,
        id=item.id,
        version=item.version,
        a=right.id,
        A=right.id.upper(),
        th="กขคงจ"["abcde".index(right.id)],
        stem=item.stem.th,
        right=right.text.th,
        wrong=wrong.text.th,
        canary=canary(item.code, item.version),
        fingerprint=item.fingerprint,
    )
    what = name if name in {"canary", "fingerprint"} else "key"
    assert (item.code, what) in told(text)


def test_an_answer_that_is_wrong_is_no_key(item, told):
    """A trainee's own wrong answer may stand beside the question."""
    wrong = next(one for one in item.options if not one.correct)
    assert told(f"{item.code}: {wrong.id}\n{item.stem.th}\nANSWER: {wrong.id}") == set()


def test_prose_that_names_an_item_is_no_key(item, told):
    """An article after a name, or a letter in a sentence, is not an answer."""
    right = item.right[0]
    text = f"See {item.id}, {right} lamp and {item.code} {right} word. Plan {right}: {item.id}."
    assert told(text) == set()


ROWS = {
    "numbered": "\n".join,
    "packed": lambda rows: "".join(one.split(". ")[1] for one in rows),
    "spaced": lambda rows: " ".join(one.split(". ")[1] for one in rows),
    "commas": lambda rows: ", ".join(one.split(". ")[1] for one in rows),
    "thai": lambda rows: "\n".join(rows).translate(str.maketrans("abcdefgh", "กขคงจฉชซ")),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_answers_of_a_form_in_a_row_are_found(name, told):
    """A list of letters in the order of a form is its key, even when it is cut short."""
    answers = ("b", "c", "a", "a", "d", "b", "d", "c", "c", "a")
    secrets = Secrets(runs=(("post-1", answers),))
    for right in (answers, answers[:8]):
        rows = [f"{n}. {one}" for n, one in enumerate(right, start=1)]
        assert told(ROWS[name](rows), secrets) == {("post-1", "answers")}
    turned = [f"{n}. {'abcd'[(ord(one) - 96) % 4]}" for n, one in enumerate(answers, start=1)]
    assert told(ROWS[name](turned), secrets) == set()


def test_the_printed_key_of_a_form_of_every_type_is_found(curriculum, told):
    """Numbered lines with letters, verdicts, orders, matches and numbers are a key."""
    form, key = course.draw_form(curriculum, "post", 7)
    sitting = course.snapshot(curriculum, form, key)
    secrets = secrets_of([curriculum], sittings=[sitting], shown=True)
    answers = key.as_dict()["answers"].values()
    rows = "\n".join(f"{n}. {one}" for n, one in enumerate(answers, start=1))
    assert (form.id, "answers") in told(rows, secrets)


@pytest.mark.parametrize("name", ["pre", "post", "demo"])
@pytest.mark.parametrize("seed", [2567])
def test_a_form_without_its_key_passes(name, seed, curriculum, told):
    """What a trainee reads in a sitting, as text, JSON and bulleted list, holds no key."""
    form, key = course.draw_form(curriculum, name, seed)
    secrets = secrets_of(
        [curriculum], sittings=[course.snapshot(curriculum, form, key)], shown=True
    )
    assert told(json.dumps(form.as_dict(), ensure_ascii=False), secrets) == set()
    for lang in ("th", "en"):
        text = form.in_language(lang)
        assert told(text, secrets) == set()
        assert told(re.sub(r"^   (?=[a-f]\))", "* ", text, flags=re.MULTILINE), secrets) == set()
    if name != "pre":
        assert told(json.dumps(key.as_dict()), secrets) != set()


def test_the_page_of_a_lesson_passes_and_the_authors_page_does_not(curriculum, tmp_path):
    """What `course preview` makes is free of exam items unless an author asks for keys."""
    secrets = secrets_of([curriculum])
    for number, asked in enumerate((False, True)):
        path = tmp_path / f"{number}.html"
        path.write_text(page(curriculum, "interests", with_key=asked), encoding="utf-8")
        found = leaks([path], secrets)
        assert bool(found) == asked
        if asked:
            exam = {one.code for one in curriculum.modules["interests"].items if one.use == "exam"}
            assert exam <= {one.item for one in found}


def test_templates_are_found_by_their_words_whatever_their_figures(curriculum, told):
    """A variant that nobody drew before is known by the fixed words around its figures."""
    secrets = secrets_of([curriculum])
    found = [one for one in curriculum.items.values() if one.use == "exam"]
    templates = [one for one in found if not isinstance(one, course.Item)]
    for template in templates:
        variant = template.variant(chance.Stream(99991, "another office"))
        said = json.dumps(variant.as_dict(), ensure_ascii=False)
        assert template.code in {item for item, _ in told(said, secrets)}


@given(st.text(alphabet="abcd กขคง.,:;|0123456789\n-–", max_size=300))
@settings(max_examples=60)
def test_letters_and_numbers_by_chance_are_no_key(text):
    """Counting, lists of letters and tables of numbers do not trip the gate."""
    from govlab.classroom._search import Search

    search = (
        Search(secrets_of([course.load("governance")], shown=True)) if not SEARCH else SEARCH[0]
    )
    SEARCH[:] = [search]
    assert search.hits(text) == set()


SEARCH = []
