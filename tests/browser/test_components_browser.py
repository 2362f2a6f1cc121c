"""Every question type in a real browser: Voila on a phone, JupyterLab by keys, a plain page."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from classroom_items import ALL
from surfaces import (
    EXPECTED,
    REASONS,
    block_of,
    free_port,
    journal,
    kept,
    plain_page,
    play,
    sizes,
    visit,
)

from govlab.errors import ENVIRONMENT_FAULT

SHOTS = os.environ.get("GOVLAB_SHOTS")  # a folder for pictures to look at


def picture(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture(scope="module")
def voila(browser, servers):
    """Note what a trainee with a phone sees in Voila, until after a reload and a dead kernel."""
    with visit(browser, phone=True) as page:
        page.goto(f"{servers['voila']}/?u=phone", wait_until="commit")
        block_of(page, "world/gift").wait_for()
        seen = play(page, "finger")
        picture(page, "voila")
        measured = sizes(page)
        code = page.locator(".jp-InputArea, .jp-Cell-inputWrapper, pre").count()
        page.reload(wait_until="commit")
        after = kept(page)
        yield {"seen": seen, "after": after, "sizes": measured, "code": code, "page": page}


@pytest.fixture(scope="module")
def lab(browser, servers):
    """Note what a trainer sees in JupyterLab, by keys alone, and after the cell ran again."""
    with visit(browser) as page:
        page.goto(f"{servers['lab']}/lab/tree/all.ipynb?reset", wait_until="commit")
        _run_all(page)
        seen = play(page, "keys")
        picture(page, "lab")
        _run_all(page)
        page.locator(".gl-verdict[data-state]").first.wait_for(state="detached")
        yield {"seen": seen, "after": kept(page), "page": page}


def _run_all(page):
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.locator("[data-jp-item-name='restart-and-run'] jp-button").first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    block_of(page, "world/gift").wait_for()


@pytest.fixture(scope="module")
def plain(browser, tmp_path_factory):
    """Note what a reader sees on a page that was opened by a double click."""
    with visit(browser, phone=False) as page:
        page.goto(plain_page(tmp_path_factory.mktemp("page")))
        seen = play(page, "mouse")
        picture(page, "plain")
        page.reload()
        yield {"seen": seen, "after": kept(page), "page": page}


@pytest.fixture
def surface(request):
    return request.getfixturevalue(request.param)


EVERYWHERE = pytest.mark.parametrize("surface", ["voila", "lab", "plain"], indirect=True)


@pytest.mark.parametrize("code", EXPECTED)
@EVERYWHERE
def test_a_question_is_answered_saved_and_explained(surface, code):
    """An answer gets its receipt, and the check tells credit and reasons at once."""
    seen = surface["seen"][code]
    assert "error" not in seen, seen
    assert EXPECTED[code][1] in seen["text"]
    assert REASONS[code] in seen["text"]
    assert seen["status"].startswith("✓ บันทึกแล้ว ") or seen["status"].startswith("บันทึกแล้ว ")


@EVERYWHERE
def test_a_page_opened_anew_shows_every_answer(surface):
    """After a reload, or a new kernel, each question shows what was answered."""
    after = surface["after"]
    for code in ("world/gift", "world/signs", "world/best-plot", "world/landfill/act"):
        assert after[code]["checked"] == sorted(EXPECTED[code][0].split("+")), code
    assert after["world/four-steps"]["steps"] == ["b", "d", "a", "c"]
    assert sorted(after["world/channels"]["values"]) == ["b", "b", "c"]
    assert after["world/days"]["values"] == ["15"]
    assert after["world/landfill/over"]["values"] == ["5000"]
    assert after["world/memo"]["values"] == [EXPECTED["world/memo"][0]]


@EVERYWHERE
def test_nothing_is_fetched_from_elsewhere(surface):
    """No surface asks another machine for anything."""
    assert surface["page"].asked_elsewhere == []


@pytest.mark.parametrize(("fixture", "person"), [("voila", "phone"), ("lab", "lab")])
def test_the_journal_holds_what_the_screens_show(request, room, fixture, person):
    """Each answer is on disk under its person, in its one spelling."""
    request.getfixturevalue(fixture)
    assert journal(room, person) == {code: response for code, (response, _) in EXPECTED.items()}


def test_a_phone_shows_the_whole_width_large_and_wide_enough(voila):
    """390 px without sideways scroll, 18 px of text, targets of 44 px."""
    assert voila["sizes"]["width"] <= 390
    assert min(voila["sizes"]["texts"]) >= 18
    assert {name for name, height in voila["sizes"]["targets"] if height < 44} == set()
    assert len(voila["sizes"]["targets"]) > 30


def test_a_trainee_sees_no_code(voila):
    """Voila shows outputs, and nothing of the notebook's cells."""
    assert voila["code"] == 0


@pytest.mark.skipif(os.name == "nt", reason="ends a process as POSIX does")
def test_an_answer_outlives_a_dead_kernel(voila, room):
    """Answered after the kernel was killed: told as unsaved, kept, and saved after a reload."""
    page = voila["page"]
    os.kill(int((room / "phone.pid").read_text(encoding="utf-8")), signal.SIGKILL)
    block = block_of(page, "world/gift")
    block.locator("[data-option='c'] input").tap()
    told = block.locator(".gl-status[data-state='unsaved']")
    told.wait_for()
    assert "มี 1 คำตอบที่ยังไม่ถูกบันทึก" in told.inner_text()
    picture(page, "voila-unsaved")
    page.reload(wait_until="commit")
    block.locator(".gl-status[data-state='saved']").wait_for()
    assert block.locator("[data-option='c'] input").is_checked()
    assert journal(room, "phone")["world/gift"] == "c"


def test_every_type_is_shown(plain):
    """The page holds one card of each type."""
    assert plain["page"].locator(".gl-card").count() == len(ALL) == 8


@pytest.mark.skipif(os.name == "nt", reason="ends a process as POSIX does")
def test_the_lesson_command_serves_until_it_is_ended_and_takes_no_others_port(servers):
    """It tells its address, a port in use is a fault, and its server ends with it."""
    port = free_port()
    argv = (sys.executable, "-m", "govlab", "course", "lesson", "--no-browser", "--port")
    with subprocess.Popen(
        (*argv, str(port)), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as command:
        line = command.stderr.readline()
        assert f"http://127.0.0.1:{port}/?curriculum=governance&module=interests" in line
        busy = subprocess.run((*argv, str(port)), check=False, capture_output=True, text=True)
        assert busy.returncode == ENVIRONMENT_FAULT
        assert str(port) in busy.stderr
        command.terminate()
        assert command.wait(timeout=60) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
