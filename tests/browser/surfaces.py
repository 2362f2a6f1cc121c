"""Answering every type of question in a real browser, and noting what a trainee sees."""

import json
import socket
from contextlib import contextmanager
from pathlib import Path

from classroom_items import ALL, ORDERING

from govlab.classroom import payload
from govlab.classroom._components import script, style
from govlab.classroom._page import _PAGE, _bar, _exercise
from govlab.classroom._render import looks

PATIENCE = 20_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

# Code of what is answered: the response that must be kept, and what is said of it.
EXPECTED = {
    "world/gift": ("b", "ถูกต้อง"),
    "world/signs": ("a+c", "ถูกต้อง"),
    "world/best-plot": ("false+b", "ได้ 0.5 จาก 1 คะแนน"),
    "world/four-steps": ("b>d>a>c", "ถูกต้อง"),
    "world/channels": ("1=b+2=c+3=b", "ได้ 2 จาก 3 คะแนน"),
    "world/days": ("15", "ได้ 0.25 จาก 1 คะแนน"),
    "world/memo": ("ดิฉันเป็นหลานของเจ้าของแปลงที่สอง จึงขอให้ผู้อื่นตัดสิน", "แนวคำตอบ"),
    "world/landfill/over": ("5000", "ถูกต้อง"),
    "world/landfill/act": ("a", "ถูกต้อง"),
}
# Reasons of wrong options are told too.
REASONS = {
    "world/gift": "การแบ่งไม่เปลี่ยนว่าของนั้นมาจากการปฏิบัติหน้าที่",
    "world/signs": "เป็นวิธีปฏิบัติที่โปร่งใส",
    "world/best-plot": "ราคาไม่เกี่ยวกับหน้าที่เปิดเผย",
    "world/four-steps": "ส่งต่อเป็นขั้นสุดท้าย",
    "world/channels": "ต้องขออนุญาตตามระเบียบ",
    "world/days": "15 วันเป็นเวลาของเรื่องอื่น",
    "world/memo": "บอกว่าเกี่ยวข้องอย่างไรและทราบเมื่อใด",
    "world/landfill/over": "8,000 − 3,000 = 5,000",
    "world/landfill/act": "มาจากผู้ที่จะได้งาน",
}


class Hand:
    """How a person answers: by mouse, by finger, or by keys alone."""

    def __init__(self, page, way):
        self.page = page
        self.way = way

    def press(self, place):
        """Press a button, or choose a radio button."""
        if self.way == "keys":
            place.focus()
            place.press("Space")
        elif self.way == "finger":
            place.tap()
        else:
            place.click()

    def option(self, block, letter):
        """Choose an option."""
        self.press(block.locator(f"[data-option='{letter}'] input"))

    def type(self, place, text):
        """Write into a field."""
        if self.way == "keys":
            place.focus()
            place.press_sequentially(text)
        else:
            place.fill(text)

    def choose(self, select, value):
        """Choose in a list."""
        if self.way == "keys":
            select.focus()
            places = select.locator("option").evaluate_all("all => all.map((one) => one.value)")
            for _ in range(places.index(value)):
                select.press("ArrowDown")
        else:
            select.select_option(value)

    def order(self, block, wanted):
        """Bring steps into the wanted order."""
        for place, letter in enumerate(wanted):
            now = block.locator("li").evaluate_all("all => all.map((one) => one.dataset.option)")
            row = block.locator(f"li[data-option='{letter}']")
            if self.way == "mouse" and now.index(letter) != place:
                row.locator(".gl-handle").hover()
                self.page.mouse.down()
                goal = block.locator("li").nth(place).bounding_box()
                self.page.mouse.move(goal["x"] + 20, goal["y"] + 4, steps=4)
                self.page.mouse.up()
                continue
            for _ in range(now.index(letter) - place):
                if self.way == "keys":
                    row.locator(".gl-handle").press("ArrowUp")
                else:
                    row.locator(".gl-up").tap()


def answer(hand, code, block):
    """Give the expected answer to the question of `code`."""
    response, _ = EXPECTED[code]
    match code.removeprefix("world/"):
        case "gift" | "landfill/act" | "signs" | "best-plot":
            for letter in response.split("+"):
                hand.option(block, letter)
        case "four-steps":
            hand.order(block, ORDERING.interaction.order)
        case "channels":
            for pair in response.split("+"):
                premise, letter = pair.split("=")
                hand.choose(block.locator(f"[data-premise='{premise}'] select"), letter)
        case "days":
            hand.type(block.locator("input"), "๑๕ วัน")
        case "landfill/over":
            hand.type(block.locator("input"), "5,000")
        case _:
            hand.type(block.locator("textarea"), response)


def block_of(page, code):
    return page.locator(f".gl-question[data-code='{code}']")


def play(page, way):
    """Answer and check every question; return by code what was seen, or what went wrong."""
    hand, seen = Hand(page, way), {}
    for code in EXPECTED:
        block = block_of(page, code)
        try:
            block.scroll_into_view_if_needed(timeout=PATIENCE)
            answer(hand, code, block)
            status = block.locator(".gl-status[data-state='saved']")
            status.wait_for(timeout=PATIENCE)
            hand.press(block.locator(".gl-check"))
            block.locator(".gl-verdict[data-state]").wait_for(timeout=PATIENCE)
            seen[code] = {"status": status.inner_text(), "text": block.inner_text()}
        except Exception as error:  # noqa: BLE001  # told by the test of this code
            seen[code] = {"error": str(error)}
    return seen


def kept(page):
    """Return by code what a page that was opened anew shows as answered."""
    found = {}
    for code in EXPECTED:
        try:
            found[code] = _shown(block_of(page, code))
        except Exception as error:  # noqa: BLE001  # told by the test that looks
            found[code] = {"checked": [], "steps": [], "values": [], "error": str(error)}
    return found


def _shown(block):
    block.wait_for(timeout=PATIENCE)
    block.locator(".gl-status[data-state='saved']").wait_for(timeout=PATIENCE)
    return {
        "checked": sorted(
            block.locator("[data-option]:has(input:checked)").evaluate_all(
                "all => all.map((one) => one.dataset.option)"
            )
        ),
        "steps": block.locator("li[data-option]").evaluate_all(
            "all => all.map((one) => one.dataset.option)"
        ),
        "values": block.locator("select, input[type=text], textarea").evaluate_all(
            "all => all.map((one) => one.value)"
        ),
    }


def sizes(page):
    """Return the height of every target and the size of every text, in CSS pixels."""
    return page.evaluate(
        """() => {
          const cards = [...document.querySelectorAll(".gl-card")];
          const all = (what) => cards.flatMap((card) => [...card.querySelectorAll(what)]);
          const seen = (one) => one.getClientRects().length > 0;
          const labels = ".gl-option label, .gl-criterion label";
          const targets = `${labels}, button, select, textarea, input[type=text]`;
          return {
            width: document.documentElement.scrollWidth,
            targets: all(targets).filter(seen).map((one) => [
              one.className || one.tagName, one.getBoundingClientRect().height]),
            texts: all("*").filter(seen).map((one) => parseFloat(getComputedStyle(one).fontSize)),
          };
        }"""
    )


@contextmanager
def visit(browser, *, phone=False):
    """Lend a page that notes every request to another machine."""
    context = browser.new_context(
        viewport=PHONE if phone else DESK, has_touch=phone, is_mobile=phone, locale="th-TH"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.asked_elsewhere = []

    def note(request):
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:", "file:")):
            page.asked_elsewhere.append(request.url)

    page.on("request", note)
    try:
        yield page
    finally:
        context.close()


def page_of_items(items):
    """Return a page with exercises, as a lesson's page has them."""
    body = _bar({}) + "\n".join(_exercise(payload(item), "practice/world") for item in items)
    return _PAGE.substitute(
        lang="th", title="x", title_th="x", title_en="y", looks=looks(), style=style(),
        body=body, script=script(),
    )  # fmt: skip


def plain_page(folder):
    """Write a page with every type and return its address."""
    path = Path(folder, "all.html")
    path.write_text(page_of_items(ALL), encoding="utf-8")
    return path.as_uri()


def journal(folder, person):
    """Return the last response of each code that the journal holds for `person`."""
    lines = Path(folder, "answers.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["item"]: row["response"] for row in rows if row["person"] == person}


def free_port():
    """Return a port of this machine that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
