"""QTI of other systems: what the standard's templates say is read, all else is reported.

The items are our own, made after the constructions of the 1EdTech implementation guides
(QTI 2.1 and 3.0) and their response processing templates.
"""

import re
from fractions import Fraction

import pytest

from govlab.course.interchange._qti import QTI21
from govlab.errors import InputError

NAMESPACE = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
MATCH = f'<responseProcessing template="{TEMPLATES}/match_correct"/>'
MAP = f'<responseProcessing template="{TEMPLATES}/map_response.xml"/>'
OPTIONS = "".join(
    f'<simpleChoice identifier="{name}">option {name}</simpleChoice>' for name in ("C1", "C2", "C3")
)


def declared(*right, cardinality="single", base="identifier", mapping="", name="RESPONSE"):
    values = "".join(f"<value>{one}</value>" for one in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def mapping(marks, bounds='lowerBound="0" upperBound="2"'):
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{mark}"/>' for key, mark in marks.items()
    )
    return f'<mapping defaultValue="0" {bounds}>{entries}</mapping>'


def choice(most=1, body=OPTIONS, prompt="<prompt>Which?</prompt>"):
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"{prompt}{body}</choiceInteraction>"
    )


def item(declarations, body, processing=MATCH, more="", attributes=""):
    return (
        f'<assessmentItem {NAMESPACE} identifier="Item_1" title="One" adaptive="false" '
        f'timeDependent="false" {attributes}>\n{declarations}\n'
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>\n'
        f"<itemBody>{body}</itemBody>\n{processing}\n{more}</assessmentItem>"
    )


def three(text):
    """Return markup of version 2.1 in the names of 3.0."""

    def tag(found):
        name = re.sub("[A-Z]", lambda sign: f"-{sign[0].lower()}", found[2])
        html = {"p", "div", "br", "table", "tr", "td", "img", "sup", "em"}
        return f"<{found[1]}{name if name in html else f'qti-{name}'}"

    def attribute(found):
        return re.sub("[A-Z]", lambda sign: f"-{sign[0].lower()}", found[0])

    text = re.sub(r"<(/?)([a-zA-Z]+)", tag, text)
    text = re.sub(r" [a-z]+[A-Z][a-zA-Z]*=", attribute, text)
    return text.replace("imsqti_v2p1", "imsqtiasi_v3p0")


def read(text, lang="en"):
    return QTI21.read(text.encode(), "item.xml", lang)


def rules(found):
    return [one.what.key.partition(".")[2] for one in found.lost]


@pytest.mark.parametrize("version", [2, 3])
def test_match_correct_is_all_or_nothing_of_one_option(version):
    """The template's item comes in whole, in both versions, without a loss."""
    text = item(declared("C2"), choice())
    found = read(three(text) if version == 3 else text)
    assert rules(found) == []
    (one,) = found.items
    assert (one.code, one.type, one.points, one.stem.en) == (
        "imported/item-1",
        "single",
        1,
        "Which?",
    )
    assert [option.text.en for option in one.options] == ["option C1", "option C2", "option C3"]
    assert one.interaction.answer == "b"


def test_a_language_that_the_file_states_is_that_of_the_texts():
    """xml:lang wins over the language asked for; only a file without one takes that."""
    text = item(declared("C2"), choice(), attributes='xml:lang="th-TH"')
    assert read(text, "en").items[0].stem.th == "Which?"
    assert read(item(declared("C2"), choice()), "th").items[0].stem.th == "Which?"


@pytest.mark.parametrize("version", [2, 3])
def test_a_template_written_out_is_the_template(version):
    """MAXSCORE for the right response and feedback by the response are no custom program."""
    body = "".join(
        f'<simpleChoice identifier="{name}">{word}<feedbackInline outcomeIdentifier="FEEDBACK" '
        f'identifier="{name}" showHide="show"> because {name}</feedbackInline></simpleChoice>'
        for name, word in (("true", "True"), ("false", "False"))
    )
    processing = """<responseProcessing>
      <setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>
      <responseCondition><responseIf>
        <match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
        <setOutcomeValue identifier="SCORE"><variable identifier="MAXSCORE"/></setOutcomeValue>
      </responseIf></responseCondition></responseProcessing>"""
    most = (
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>10.0</value></defaultValue></outcomeDeclaration>"
    )
    text = item(declared("true") + most, choice(body=body), processing)
    found = read(three(text) if version == 3 else text)
    assert rules(found) == []
    (one,) = found.items
    assert (one.type, one.points, one.interaction.answer) == ("truefalse", 10, "true")
    assert one.interaction.if_false.en == "because false"


def test_a_mapping_gives_credit_by_its_bounds():
    """Marks become shares of the upper bound; those of the type's own rule are not repeated."""
    marks = {"C1": "1", "C2": "1", "C3": "-1"}
    held = declared("C1", "C2", cardinality="multiple", mapping=mapping(marks))
    found = read(item(held, choice(0), MAP))
    assert rules(found) == []
    assert found.items[0].points == 2
    assert {one.credit for one in found.items[0].options} == {None}
    marks = {"C1": "1.5", "C2": "0.5", "C3": "-1"}
    held = declared("C1", "C2", cardinality="multiple", mapping=mapping(marks))
    (one,) = read(item(held, choice(0), MAP)).items
    assert [option.credit for option in one.options] == [
        Fraction(3, 4),
        Fraction(1, 4),
        Fraction(-1, 2),
    ]
    assert one.interaction.credit("a+c") == Fraction(1, 4)


def test_the_template_written_out_with_its_null_test_is_map_response():
    """The text of the template itself, 0.0 for nothing and mapResponse for the rest."""
    processing = """<responseProcessing><responseCondition>
      <responseIf><isNull><variable identifier="RESPONSE"/></isNull>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="float">0.0</baseValue>
        </setOutcomeValue></responseIf>
      <responseElse><setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/>
      </setOutcomeValue></responseElse></responseCondition></responseProcessing>"""
    held = declared("C1", mapping=mapping({"C1": 2}))
    found = read(item(held, choice(), processing))
    assert (rules(found), found.items[0].points) == ([], 2)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (item(declared("C1", "C2", cardinality="multiple"), choice(0)), "all_or_nothing"),
        (item(declared("C1"), choice(), ""), "no_scoring"),
        (
            item(declared("C1", mapping=mapping({"C1": 2, "C2": -1}, "")), choice(), MAP),
            "negative",
        ),
        (
            item(declared("C1", mapping=mapping({"C1": "1.5"}, 'upperBound="1.5"')), choice(), MAP),
            "points",
        ),
        (
            item(declared("C1"), choice(), attributes="").replace(
                'adaptive="false"', 'adaptive="true"'
            ),
            "adaptive",
        ),
        (
            item(
                declared("C1"),
                choice(),
                more='<modalFeedback outcomeIdentifier="F" identifier="good" showHide="show">x'
                "</modalFeedback>",
            ),
            "feedback",
        ),
        (item(declared("C1"), '<p><img src="a.png" alt="map"/></p>' + choice()), "markup"),
        (item(declared("C1"), '<rubricBlock view="tutor">Note</rubricBlock>' + choice()), "rubric"),
    ],
)
def test_what_is_scored_or_said_otherwise_here_is_told(text, rule):
    """The item is read, and the difference stands in the losses under the item's name."""
    found = read(text)
    assert len(found.items) == 1
    assert rules(found) == [rule]
    assert found.lost[0].item == "Item_1"


def test_custom_processing_is_reported_by_line_and_never_guessed():
    """The stated key stays, the program is named with its line."""
    processing = """<responseProcessing><responseCondition>
    <responseIf><gt><variable identifier="RESPONSE"/><baseValue baseType="float">3</baseValue></gt>
    <setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue>
    </responseIf></responseCondition></responseProcessing>"""
    found = read(item(declared("C3"), choice(), processing))
    assert rules(found) == ["custom"]
    assert "line 5" in found.lost[0].said("en")
    assert found.items[0].interaction.answer == "c"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<hotspotInteraction responseIdentifier="RESPONSE"/>', "hotspot"),
        ('<gapMatchInteraction responseIdentifier="RESPONSE"/>', "gapMatch"),
        ('<uploadInteraction responseIdentifier="RESPONSE"/>', "upload"),
        ('<p>Type <textEntryInteraction responseIdentifier="RESPONSE"/></p>', "short answer"),
        (choice(body=OPTIONS * 3), "9 options"),
        ("<p>Nothing to do</p>", "nothing to answer"),
    ],
)
def test_what_no_type_of_ours_asks_is_not_taken(body, told):
    """The reason stands in the losses with the line; no item is invented."""
    base = "string" if "textEntry" in body else "identifier"
    found = read(item(declared("C1", base=base), body))
    assert found.items == ()
    assert told in found.lost[0].said("en")


def test_a_question_without_a_key_or_made_by_a_program_is_not_taken():
    """No right answer, or template variables: reported and left out."""
    found = read(item(declared(), choice()))
    assert (found.items, rules(found)) == ((), ["no_key"])
    variable = '<templateDeclaration identifier="A" cardinality="single" baseType="integer"/>'
    found = read(item(declared("C1") + variable, choice()))
    assert (found.items, rules(found)) == ((), ["template"])


def test_an_order_that_the_file_lists_rightly_is_lettered_anew():
    """Letters in the right order would give the key away where nothing shuffles them."""
    about = 'responseIdentifier="RESPONSE" shuffle="true"'
    body = f"<orderInteraction {about}>{OPTIONS}</orderInteraction>"
    text = item(declared("C1", "C2", "C3", cardinality="ordered"), f"<p>Order</p>{body}")
    found = read(text)
    (one,) = found.items
    assert rules(found) == ["all_or_nothing"]
    assert sorted(one.interaction.order) not in (
        list(one.interaction.order),
        list(one.interaction.order)[::-1],
    )
    said = {option.id: option.text.en for option in one.options}
    assert [said[name] for name in one.interaction.order] == ["option C1", "option C2", "option C3"]


def sets(first, second):
    def held(names):
        choices = "".join(
            f'<simpleAssociableChoice identifier="{n}" matchMax="4">{n}</simpleAssociableChoice>'
            for n in names
        )
        return f"<simpleMatchSet>{choices}</simpleMatchSet>"

    return (
        '<p>Match</p><matchInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxAssociations="4">{held(first)}{held(second)}</matchInteraction>'
    )


def test_a_matching_takes_whichever_set_has_one_match_each():
    """Categories may stand first: what is matched once is the premise."""
    pairs = ("M D", "M L", "R C")
    text = item(
        declared(
            *pairs,
            cardinality="multiple",
            base="directedPair",
            mapping=mapping({"M D": "0.5", "M L": "0.5", "R C": "1"}),
        ),
        sets("MR", "CDL"),
        MAP,
    )
    found = read(text)
    (one,) = found.items
    assert rules(found) == ["weights"]
    held = {option.id: option.text.en for option in one.options}
    assert [(p.text.en, held[p.match]) for p in one.interaction.premises] == [
        ("C", "R"),
        ("D", "M"),
        ("L", "M"),
    ]
    text = item(
        declared("C M", "C R", "D M", cardinality="multiple", base="directedPair"), sets("CD", "MR")
    )
    assert rules(read(text)) == ["many_matches"]


def test_a_key_that_names_what_is_not_there_is_not_taken():
    """A pair with a choice of neither set, an order with a stranger: reported and left out."""
    held = declared("C Z", "D M", cardinality="multiple", base="directedPair")
    assert rules(read(item(held, sets("CD", "MR")))) == ["many_matches"]
    held = declared("C1", "C9", cardinality="ordered")
    body = f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{OPTIONS}'
    assert rules(read(item(held, f"{body}</orderInteraction>"))) == ["some_ordered"]


def test_an_association_becomes_a_matching_and_says_so():
    """Pairs of one set: the first of each in the file asks, what has no pair is a distractor."""
    choices = "".join(
        f'<simpleAssociableChoice identifier="{n}" matchMax="1">{n}</simpleAssociableChoice>'
        for n in "ABCDE"
    )
    body = (
        '<p>Pair</p><associateInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxAssociations="2">{choices}</associateInteraction>'
    )
    found = read(item(declared("D A", "B C", cardinality="multiple", base="pair"), body))
    (one,) = found.items
    assert rules(found) == ["associate", "all_or_nothing"]
    assert [premise.text.en for premise in one.interaction.premises] == ["A", "B"]
    assert {option.text.en for option in one.options} == {"C", "D", "E"}


def test_a_number_is_read_by_its_mapping():
    """Accepted numbers and their marks are answers; the gap stays in the sentence."""
    body = '<p>It takes <textEntryInteraction responseIdentifier="RESPONSE"/> days.</p>'
    text = item(declared("30", base="integer", mapping=mapping({"30": 2, "15": 1})), body, MAP)
    found = read(text)
    (one,) = found.items
    assert rules(found) == []
    assert (one.type, one.points, one.stem.en) == ("numeric", 2, "It takes ____ days.")
    assert [(a.value, a.credit) for a in one.interaction.answers] == [(30, 1), (15, Fraction(1, 2))]


def test_words_to_be_rated_come_without_levels_and_say_so():
    """An essay is taken with one criterion to be filled in."""
    body = (
        '<extendedTextInteraction responseIdentifier="RESPONSE">'
        "<prompt>Decide.</prompt></extendedTextInteraction>"
    )
    found = read(item(declared(base="string"), body, ""))
    assert rules(found) == ["no_rubric"]
    assert (found.items[0].type, found.items[0].stem.en) == ("text", "Decide.")


def test_several_interactions_are_a_case():
    """What stands before the first question is the story; a sum of mappings scores all."""
    second = choice().replace('"RESPONSE"', '"R2"').replace("Which?", "Which else?")
    summed = (
        '<responseProcessing><setOutcomeValue identifier="SCORE"><sum>'
        '<mapResponse identifier="RESPONSE"/><mapResponse identifier="R2"/>'
        "</sum></setOutcomeValue></responseProcessing>"
    )
    held = declared("C1", mapping=mapping({"C1": 2})) + declared(
        "C2", mapping=mapping({"C2": 2}), name="R2"
    )
    found = read(item(held, f"<div><p>A story.</p>{choice()}{second}</div>", summed))
    (one,) = found.items
    assert rules(found) == []
    assert (one.type, one.stem.en, one.points) == ("case", "A story.", 4)
    assert [q.stem.en for q in one.scored] == ["Which?", "Which else?"]
    assert [q.interaction.answer for q in one.scored] == ["a", "b"]
    assert [q.code for q in one.scored] == ["imported/item-1/q1", "imported/item-1/q2"]


def test_gaps_in_a_text_are_numbered_in_its_story():
    """A text with gaps stays readable, and each question says which gap it fills."""
    gap = '<inlineChoiceInteraction responseIdentifier="{}">{}</inlineChoiceInteraction>'
    choices = OPTIONS.replace("simpleChoice", "inlineChoice")
    body = f"<p>First {gap.format('RESPONSE', choices)}, then {gap.format('R2', choices)}.</p>"
    held = declared("C1") + declared("C2", name="R2")
    found = read(item(held, body, ""))
    (one,) = found.items
    assert one.stem.en == "First (1) ____, then (2) ____."
    assert [q.stem.en for q in one.scored] == ["(1)", "(2)"]


def test_markup_becomes_text_that_still_says_it():
    """Paragraphs and rows stay lines, raised figures stay raised, pictures say their words."""
    body = (
        "<div>\n  <p>Area of 10 m<sup>2</sup></p>\n  <ul><li>one</li><li>two</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr></table></div>"
    )
    found = read(item(declared("C1"), body + choice(prompt="")))
    assert found.items[0].stem.en == "Area of 10 m²\n• one\n• two\na | b"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (item(declared("C1"), "<p>open" + choice()), "line 4"),
        ("<quiz/>", "<quiz>"),
        ("<questestinterop/>", "QTI 1.2"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><assessmentItem>&x;</assessmentItem>', "DOCTYPE"),
        ("no markup", "line 1"),
    ],
)
def test_a_file_that_is_no_item_says_line_and_reason(text, told):
    """A single file that cannot be read is an error, not an empty result."""
    with pytest.raises(InputError, match=re.escape(told)):
        read(text)
