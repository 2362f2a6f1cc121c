"""What a card says after the check: the words agree with the points, and are seen and heard."""

import pytest
from classroom_items import (
    ALL,
    CASE,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SINGLE,
    TEXT,
    TRUEFALSE,
)
from surfaces import block_of, page_of_items, visit

PLACE = "http://127.0.0.1:9/"
NO_STORE = "Object.defineProperty(globalThis, 'localStorage', {get() { throw new Error('no') }});"


@pytest.fixture(scope="module")
def phone(browser):
    """Lend a phone on an origin that keeps a store."""
    with visit(browser, phone=True) as page:
        page.emulate_media(reduced_motion="reduce")
        page.content_now = "<p>"
        page.route(
            PLACE, lambda route: route.fulfill(body=page.content_now, content_type="text/html")
        )
        yield page


@pytest.fixture
def opened(phone):
    """Show items on a plain page, whose store is empty at first."""
    phone.content_now = "<p>"
    phone.goto(PLACE)
    phone.evaluate("localStorage.clear()")

    def show(*items):
        phone.content_now = page_of_items(items)
        phone.goto(PLACE)
        return phone

    return show


def pick(page, *letters):
    for letter in letters:
        page.locator(f"[data-option='{letter}'] input").check()


def check(page):
    page.locator(".gl-check").first.click()


def verdict(page):
    return page.locator(".gl-verdict").first.inner_text()


def reasons(page):
    rows = page.locator(".gl-option:has(.gl-reason b)")
    return {
        row.get_attribute("data-option"): row.locator(".gl-reason b").inner_text()
        for row in rows.all()
    }


def test_a_browser_that_keeps_nothing_says_that_the_answer_will_be_lost(browser):
    """Without a store no receipt is given, and no promise made, in either language."""
    with visit(browser, phone=True) as page:
        page.add_init_script(NO_STORE)
        body = page_of_items([SINGLE])
        page.route(PLACE, lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto(PLACE)
        pick(page, "b")
        told = page.locator(".gl-status[data-state='lost']")
        told.wait_for()
        assert told.inner_text() == ("เบราว์เซอร์นี้เก็บคำตอบไม่ได้ คำตอบจะหายเมื่อปิดหรือโหลดหน้าใหม่")
        assert "เครื่องนี้" not in page.locator(".gl-card").inner_text()
        check(page)
        assert "ถูกต้อง" in verdict(page)


def test_several_right_options_are_told_in_four_ways(opened):
    """Chosen or not, right or wrong: each has its words, and the hint names the cost."""
    page = opened(MULTIPLE)
    assert "เลือกผิดหักคะแนน" in page.locator(".gl-kicker").inner_text()
    pick(page, "a", "b")
    check(page)
    assert reasons(page) == {
        "a": "✓ เลือกถูก:",
        "b": "✗ ไม่ควรเลือก:",
        "c": "✗ ควรเลือกแต่ไม่ได้เลือก:",
        "d": "✓ ไม่เลือกถูกแล้ว:",
    }
    colours = page.locator(".gl-option").evaluate_all(
        "all => all.map((one) => [one.dataset.option, getComputedStyle(one).borderTopColor])"
    )
    assert len(set(dict(colours).values())) == 4  # and none looks like another


def test_a_label_does_not_run_into_the_reason(opened):
    """A sign, the word and a colon stand before the reason, so that it is no passive."""
    page = opened(SINGLE)
    pick(page, "a")
    check(page)
    assert reasons(page) == {"a": "✗ ไม่ถูกต้อง:", "b": "✓ ถูกต้อง:", "c": "✗ ไม่ถูกต้อง:"}


def test_an_order_is_marked_by_the_rule_of_its_points(opened):
    """Pairs that hold are counted, each join says so, and the right order is shown."""
    page = opened(ORDERING)
    steps = page.locator("li[data-option]")
    shown = steps.evaluate_all("all => all.map((one) => one.dataset.option)")
    wanted = ["d", "a", "c", "b"]  # all out of place, and two of three pairs hold
    for place, letter in enumerate(wanted):
        for _ in range(shown.index(letter) - place):
            page.locator(f"li[data-option='{letter}'] .gl-up").click()
        shown = steps.evaluate_all("all => all.map((one) => one.dataset.option)")
    assert shown == wanted
    check(page)
    joins = page.locator(".gl-join").evaluate_all("all => all.map((one) => one.dataset.pair)")
    assert joins == ["right", "right", "wrong"]
    assert "ได้ 2 จาก 3 คะแนน" in verdict(page)
    assert "ลำดับต่อเนื่องถูก 2 จาก 3 คู่" in verdict(page)
    order = page.locator(".gl-verdict ol li").all_inner_texts()
    assert order[0].startswith("หยุด")
    assert order[3].startswith("ส่งต่อ")
    page.get_by_role("button", name="ลองอีกครั้ง").click()
    assert page.locator(".gl-join").count() == 0


def test_focus_stays_on_the_button_that_moves_a_step(opened):
    """At the top the button says that it does nothing, and does not lose the reader."""
    page = opened(ORDERING)
    button = page.locator("li[data-option] .gl-up").nth(1)
    handle = button.element_handle()
    button.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert handle.evaluate("one => one === document.activeElement")
    assert handle.get_attribute("aria-disabled") == "true"
    assert page.evaluate("document.activeElement.closest('li') === document.querySelector('li')")


def test_the_verdict_comes_into_view_and_has_focus(opened):
    """On a phone it would lie below the fold."""
    page = opened(MULTIPLE)
    pick(page, "a")
    check(page)
    place = page.locator(".gl-verdict").bounding_box()
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= page.viewport_size["height"]
    assert page.evaluate("document.activeElement.classList.contains('gl-verdict')")


def test_true_or_false_says_what_is_missing(opened):
    """A reason alone, a judgement alone, a wrong reason and a wrong judgement: each in words."""
    page = opened(TRUEFALSE)
    pick(page, "a")
    check(page)
    assert verdict(page) == "ยังไม่ได้เลือกถูกหรือผิด"
    page = opened(TRUEFALSE)
    pick(page, "false")
    check(page)
    assert "ยังไม่ได้เลือกเหตุผล" in verdict(page)
    page.get_by_role("button", name="ลองอีกครั้ง").click()
    pick(page, "b")
    check(page)
    assert "เหตุผลที่เลือกยังไม่ถูกต้อง" in verdict(page)
    page.get_by_role("button", name="ลองอีกครั้ง").click()
    pick(page, "true")
    check(page)
    assert reasons(page)["true"] == "✗ ท่านเลือกข้อนี้ ยังไม่ถูกต้อง"
    assert reasons(page)["false"] == "✓ คำตอบที่ถูกต้อง"


def test_options_that_were_matched_wrongly_or_with_none_have_their_reason(opened):
    """A distractor says that it goes with none; one matched wrongly what it is for."""
    page = opened(MATCHING)
    for premise, letter in (("1", "b"), ("2", "c"), ("3", "b")):
        page.locator(f"[data-premise='{premise}'] select").select_option(letter)
    check(page)
    told = {
        row.get_attribute("data-choice"): row.locator(".gl-reason").inner_text()
        for row in page.locator(".gl-choices li:has(.gl-reason)").all()
    }
    assert told == {"b": "จับคู่ผิดข้อ: ให้คำปรึกษา", "d": "ไม่จับคู่กับข้อใด: ไม่มีหน้าที่รับเรื่อง"}


def test_what_is_no_number_is_told_once(opened):
    """Words in place of a number give one message, at the field."""
    page = opened(NUMERIC)
    page.locator("input").fill("สามพัน")
    check(page)
    assert "ยังไม่ใช่ตัวเลข" in page.locator(".gl-fault").inner_text()
    assert verdict(page) == ""
    assert page.locator("input").get_attribute("aria-invalid") == "true"
    page.locator("input").fill("30")
    check(page)
    assert page.locator(".gl-fault").inner_text() == ""
    assert page.get_by_role("button", name="ลองอีกครั้ง").count() == 0
    assert page.get_by_role("button", name="ซ่อนคำอธิบาย").is_visible()


def test_a_field_is_named_by_its_question(opened):
    """Numbers and words are asked for by the question, for who hears the page."""
    page = opened(NUMERIC, TEXT)
    assert page.get_by_role("textbox", name="ต้องแจ้งภายในกี่วัน").count() == 1
    assert page.get_by_role("textbox", name="เขียนบันทึกเปิดเผย").count() == 1
    page = opened(CASE)
    levels = page.get_by_role("heading").evaluate_all("all => all.map((one) => one.ariaLevel)")
    assert levels == ["4", "5", "5"]


def test_ones_own_rating_outlives_a_reload(opened):
    """A text shows a good answer, and the rating of the same words is there again."""
    page = opened(TEXT)
    page.locator("textarea").fill("ดิฉันเป็นหลาน")
    page.get_by_role("button", name="ดูแนวคำตอบ").click()
    page.get_by_label("2 บอกว่าเกี่ยวข้องอย่างไรและทราบเมื่อใด").check()
    page.get_by_label("1 ขอชัดเจน").check()
    page.locator(".gl-status[data-state='saved']").wait_for()
    page.reload()
    page.get_by_role("button", name="ดูแนวคำตอบ").click()
    assert page.locator(".gl-total").inner_text() == "ให้คะแนนตนเอง 3 จาก 3"
    page.get_by_role("button", name="กลับไปแก้คำตอบ").click()
    page.locator("textarea").fill("ดิฉันเป็นหลานสาว")
    page.get_by_role("button", name="ดูแนวคำตอบ").click()
    assert page.locator(".gl-criterion input:checked").count() == 0


def test_another_language_keeps_the_feedback_and_is_kept_itself(opened):
    """The check stays when the page turns; after a reload the page speaks as chosen."""
    page = opened(SINGLE)
    pick(page, "b")
    check(page)
    page.evaluate("document.querySelector('[data-turn=en]').click()")
    assert "Score: 1 of 1" in verdict(page)
    assert "1 point" in page.locator(".gl-kicker").inner_text()
    assert "1 points" not in page.locator(".gl-kicker").inner_text()
    assert page.get_by_role("button", name="Hide the explanation").is_visible()
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".gl-card").get_attribute("lang") == "en"
    page.goto(PLACE + "#th")
    page.reload()
    assert page.locator("html").get_attribute("lang") == "th"


def test_terms_stay_on_one_line_and_are_copied_whole(opened):
    """A term that browsers would break has one line box, and the text has no sign added."""
    page = opened(*ALL)
    terms = page.locator(".gl-whole")
    assert terms.count() > 3
    assert set(terms.evaluate_all("all => all.map((one) => one.getClientRects().length)")) <= {0, 1}
    stem = block_of(page, "world/signs").locator(".gl-stem").inner_text()
    assert stem == MULTIPLE.stem.th
