"""The outbox: what happens to an answer whose receipt does not come."""

import json

import pytest
from classroom_items import CASE, ORDERING, SINGLE
from surfaces import visit

from govlab.classroom import esm, payload
from govlab.classroom._components import style

ORIGIN = "http://127.0.0.1:9/"
NO_STORE = "Object.defineProperty(globalThis, 'localStorage', {get() { throw new Error('no') }});"

# A model that sends into a list, so that a test decides what comes back.
PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>{style}</style><body><div id="el"></div>
<script type="module">
{before}
{esm}
const heard = {{}};
const state = {state};
globalThis.sent = [];
globalThis.model = {{
  get: (name) => state[name],
  set: (name, value) => {{
    state[name] = value;
    (heard[`change:${{name}}`] || []).forEach((f) => f());
  }},
  save_changes() {{}},
  on: (name, f) => (heard[name] = heard[name] || []).push(f),
  off: (name, f) => (heard[name] = (heard[name] || []).filter((one) => one !== f)),
  send: (answer) => {{ if (globalThis.dead) throw new Error("closed"); sent.push(answer); }},
}};
globalThis.reply = (message) => heard["msg:custom"].forEach((f) => f(message));
globalThis.listeners = () => Object.values(heard).flat().length;
const shown = component(state.item.type);
globalThis.close = shown.render({{ model, el: document.querySelector("#el") }});
</script>"""


def page_of(item, *, practice=True, before="", **more):
    source = esm(item.type).replace("export default", "const exported =")
    state = {
        "item": payload(item, practice=practice),
        "lang": "th",
        "sitting": "s",
        "person": "p",
        "response": {},
        "saved": {},
        "receipt": {},
    } | more
    told = json.dumps(state, ensure_ascii=False).replace("<", "\\u003c")
    return PAGE.format(style=style(), before=before, esm=source, state=told)


@pytest.fixture(scope="module")
def tab(browser):
    """Lend a tab with a clock of its own, on an origin that keeps a store."""
    with visit(browser) as page:
        page.clock.install()
        page.content_now = "<p>"
        page.route(
            ORIGIN, lambda route: route.fulfill(body=page.content_now, content_type="text/html")
        )
        yield page


@pytest.fixture
def opened(tab):
    """Show an item in the tab, whose store is empty at first."""
    tab.content_now = "<p>"
    tab.goto(ORIGIN)
    tab.evaluate("localStorage.clear()")

    def show(item, **more):
        tab.content_now = page_of(item, **more)
        tab.goto(ORIGIN)
        return tab

    return show


def choose(page, letter):
    page.locator(f"[data-option='{letter}'] input").check()


def status(page):
    return page.locator(".gl-status").first.inner_text()


def stored(page):
    found = page.evaluate("Object.entries({...localStorage})")
    return {name: json.loads(text) for name, text in found if name.startswith("govlab:outbox:")}


def receipt(page, place=-1, **changed):
    message = page.evaluate(f"sent.at({place})")
    told = {"kind": "receipt", "time": "2025-06-03T02:30:12+00:00"}
    told |= {name: message[name] for name in ("id", "item", "response")} | changed
    page.evaluate("message => reply(message)", told)


def test_an_answer_is_saved_only_when_the_receipt_says_so(opened):
    """Until then it waits in the store; afterwards the time of the receipt is shown."""
    page = opened(SINGLE)
    choose(page, "b")
    assert status(page) == "กำลังบันทึก…"
    assert [one["response"] for one in stored(page).values()] == ["b"]
    receipt(page)
    local = page.evaluate("new Date('2025-06-03T02:30:12Z').toLocaleTimeString('en-GB')")
    hour, minute, _ = local.split(":")
    assert status(page).endswith(f"บันทึกแล้ว เวลา {hour}.{minute} น.")
    assert stored(page) == {}


def test_without_a_receipt_the_trainee_is_told_and_the_answer_is_sent_again(opened):
    """After some seconds the count of unsaved answers is shown, and the same id goes again."""
    page = opened(SINGLE)
    choose(page, "b")
    page.clock.run_for(4_500)
    assert "มี 1 คำตอบที่ยังไม่ถูกบันทึก" in status(page)
    assert "จะส่งให้เอง" in status(page)
    assert "โหลดหน้านี้ใหม่" not in status(page)
    page.clock.run_for(12_000)
    sent = page.evaluate("sent")
    assert len(sent) >= 2
    assert len({one["id"] for one in sent}) == 1


def test_what_waits_is_sent_on_the_next_visit(opened):
    """After a reload the answer is shown again and sent again, under its own id."""
    page = opened(SINGLE)
    choose(page, "c")
    first = page.evaluate("sent.at(-1).id")
    page = opened(SINGLE)
    assert page.locator("[data-option='c'] input").is_checked()
    assert page.evaluate("sent.map((one) => one.id)") == [first]
    receipt(page)
    assert stored(page) == {}


def test_a_newer_answer_outlives_the_receipt_of_an_older_one(opened):
    """The receipt of what was chosen first does not settle what was chosen last."""
    page = opened(SINGLE)
    choose(page, "a")
    choose(page, "b")
    receipt(page, 0)
    assert [one["response"] for one in stored(page).values()] == ["b"]
    assert status(page) == "กำลังบันทึก…"
    receipt(page, 1)
    receipt(page, 1)
    assert stored(page) == {}


def test_the_waiting_answer_wins_over_what_was_saved_before(opened):
    """What the browser still holds is newer than what the server knows."""
    page = opened(SINGLE)
    choose(page, "c")
    old = {"id": "x", "time": "2025-06-03T02:30:12+00:00"}
    page = opened(
        SINGLE, saved={"world/gift": "a"}, response={"world/gift": "a"}, receipt={"world/gift": old}
    )
    assert page.locator("[data-option='c'] input").is_checked()


def test_another_person_at_the_same_machine_sees_nothing_of_it(opened):
    """The outbox is kept by sitting and person."""
    page = opened(SINGLE)
    choose(page, "c")
    page = opened(SINGLE, person="other")
    assert page.locator("input:checked").count() == 0
    assert page.evaluate("sent") == []


def test_a_refusal_is_told_in_the_trainees_language_and_not_sent_again(opened):
    """What can never be saved is said in words, once."""
    page = opened(SINGLE)
    choose(page, "b")
    receipt(page, kind="refusal", words={"th": "ข้อนี้ปิดแล้ว", "en": "closed"})
    assert status(page) == "ข้อนี้ปิดแล้ว"
    page.clock.run_for(30_000)
    assert len(page.evaluate("sent")) == 1


def test_a_closed_connection_loses_nothing(opened):
    """When sending itself fails, the answer waits and the page goes on working."""
    page = opened(SINGLE)
    page.evaluate("globalThis.dead = true")
    choose(page, "b")
    page.clock.run_for(5_000)
    assert "มี 1 คำตอบที่ยังไม่ถูกบันทึก" in status(page)
    page.evaluate("globalThis.dead = false")
    page.clock.run_for(12_000)
    receipt(page)
    assert stored(page) == {}


def test_a_browser_that_keeps_nothing_still_sends(opened):
    """Where the store is refused, the answer waits in the page and its receipt is shown."""
    page = opened(SINGLE, before=NO_STORE)
    choose(page, "b")
    page.clock.run_for(5_000)
    assert "มี 1 คำตอบที่ยังไม่ถูกบันทึก" in status(page)
    receipt(page)
    assert "บันทึกแล้ว" in status(page)


def test_each_question_of_a_case_waits_by_itself(opened):
    """Two answers of one card are two messages and two receipts."""
    page = opened(CASE)
    page.locator(".gl-numeric input").fill("๕,๐๐๐")
    choose(page, "a")
    page.clock.run_for(4_500)
    assert sorted(one["item"] for one in page.evaluate("sent")) == [
        "world/landfill/act",
        "world/landfill/over",
    ]
    assert "มี 2 คำตอบที่ยังไม่ถูกบันทึก" in status(page)


def test_an_exam_question_shows_no_way_to_check(opened):
    """Without a key there is no button and no feedback; an order can be kept as it is."""
    page = opened(ORDERING, practice=False)
    assert page.locator(".gl-check, .gl-verdict").count() == 0
    assert "แบบฝึก" not in page.locator(".gl-card").inner_text()
    page.get_by_role("button", name="ใช้ลำดับนี้").click()
    shown = page.locator("li").evaluate_all("all => all.map((one) => one.dataset.option)")
    assert page.evaluate("sent.at(-1).response") == ">".join(shown)


def test_the_language_changes_without_losing_the_answer(opened):
    """The card is drawn anew in English, marked as such, with what was chosen."""
    page = opened(SINGLE)
    choose(page, "b")
    page.evaluate("model.set('lang', 'en')")
    assert page.locator(".gl-card").get_attribute("lang") == "en"
    assert page.get_by_role("button", name="Check my answer").is_visible()
    assert page.get_by_label("Decline it with thanks").is_checked()


def test_unanswered_is_told_and_a_second_try_begins_clean(opened):
    """The check wants an answer first; trying again hides the reasons."""
    page = opened(SINGLE)
    page.get_by_role("button", name="ตรวจคำตอบ").click()
    assert "ยังไม่ได้ตอบ" in page.locator(".gl-verdict").inner_text()
    choose(page, "a")
    page.get_by_role("button", name="ตรวจคำตอบ").click()
    assert page.locator(".gl-reason").count() == 3
    assert page.locator("[data-option='a'] input").is_disabled()
    page.get_by_role("button", name="ลองอีกครั้ง").click()
    assert page.locator(".gl-reason").count() == 0
    assert page.locator("[data-option='a'] input").is_enabled()


def test_a_closed_card_listens_no_more(opened):
    """When a notebook takes the widget away, nothing of it stays behind."""
    page = opened(SINGLE)
    assert page.evaluate("listeners()") == 3
    page.evaluate("close()")
    assert page.evaluate("listeners()") == 0


def test_the_parts_of_a_card_have_names_that_are_read_aloud(opened):
    """Groups are named by their question, states are live regions, moves say where."""
    page = opened(SINGLE)
    assert page.get_by_role("radiogroup", name="ผู้รอผลคำขออนุญาต").count() == 1
    assert page.get_by_role("group", name="ผู้รอผลคำขออนุญาต").count() == 1
    assert page.get_by_role("heading", name="ผู้รอผลคำขออนุญาต").count() == 1
    assert page.get_by_role("status").count() == 1
    page = opened(ORDERING)
    page.get_by_role("button", name="เลื่อนลง: แยกประโยชน์").click()
    assert "ลำดับ" in page.locator("[aria-live=polite]").inner_text()


def test_who_waits_for_more_than_a_minute_is_told_that_the_answer_is_kept(opened):
    """Waiting is no advice for ever: the trainer is told, and the device keeps the answer."""
    page = opened(SINGLE)
    choose(page, "b")
    page.clock.run_for(80_000)
    assert "ยังเก็บไว้ในเครื่องนี้ โปรดแจ้งวิทยากร" in status(page)
    page = opened(SINGLE, before=NO_STORE)
    choose(page, "b")
    page.clock.run_for(80_000)
    assert "อย่าเพิ่งปิดหน้านี้" in status(page)
    assert "ในเครื่องนี้" not in status(page)


def test_a_full_store_loses_nothing_while_the_page_is_open(opened):
    """What finds no room is sent from the page itself."""
    full = "Storage.prototype.setItem = () => { throw new DOMException('full'); }; 0"
    page = opened(SINGLE)
    page.evaluate(full)
    choose(page, "b")
    assert page.evaluate("sent.at(-1).response") == "b"
    receipt(page)
    assert "บันทึกแล้ว" in status(page)
