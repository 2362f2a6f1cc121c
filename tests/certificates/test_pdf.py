"""The PDF: every word in place and literal, the QR code read back, changes seen."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from govlab.certificates import (
    DEMONSTRATION,
    Candidate,
    Certificate,
    Issuer,
    Register,
    Signer,
    render,
    render_many,
    verify,
)
from govlab.course import Text
from govlab.errors import ConflictError, InputError, MissingFileError
from govlab.home import Home
from govlab.thai import BANGKOK

NOON = datetime(2026, 11, 22, 12, tzinfo=BANGKOK)
TITLE = Text("หลักสูตรทดสอบ", "Test course")
LONG = Candidate("001", "นางสาว", "สิริกัญญารัตน์ ฐิติวัฒนานุกูลเกียรติ ณ อยุธยา")
MARKUP = Candidate("002", "", '#strong[x] *b* _i_ $a$ "q" \\ @ref <l> // ~ `r` = - +')
OFFICE = Issuer(
    "office",
    {"th": "สำนักงานทดสอบ", "en": "Test Office"},
    "OFF",
    digits="arabic",
    signer=Signer("นายทดสอบ ลงนาม", {"th": "ผู้อำนวยการ", "en": "Director"}),
)

needs_poppler = pytest.mark.skipif(
    not (shutil.which("pdftotext") and shutil.which("pdftoppm")), reason="poppler is not there"
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Open a register and close it afterwards."""
    with Register(tmp_path / "register.db") as opened:
        yield opened


def issue(register: Register, *people: Candidate, issuer: Issuer = DEMONSTRATION):
    return register.issue(
        people or [LONG],
        curriculum="governance",
        title=TITLE,
        cohort="2570-1",
        issuer=issuer,
        now=NOON,
    )


def text_of(pdf: Path) -> str:
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def pixels_of(pdf: Path, dpi: int) -> np.ndarray:
    command = ["pdftoppm", "-gray", "-r", str(dpi), str(pdf)]
    image = subprocess.run(command, capture_output=True, check=True).stdout
    _, size, _, content = image.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(content, np.uint8).reshape(height, width)


@needs_poppler
def test_what_the_page_says(register: Register, tmp_path: Path) -> None:
    """Serial, office, course, cohort, day and signer stand on the one page."""
    demo = text_of(render(issue(register)[0], tmp_path / "demo.pdf"))
    for words in ("DEMO-2570-00001", "๒๒ พฤศจ", "พ.ศ. ๒๕๖๙", "๒๕๗๐-๑"):
        assert words in demo
    with Register(tmp_path / "office.db") as own:
        real = issue(own, issuer=OFFICE)[0]
        assert "22 พฤศจ" in text_of(render(real, tmp_path / "real.pdf"))
        found = text_of(render(real, tmp_path / "real.pdf", lang="en"))
    for words in ("OFF-2570-00001", "Test Office", "Test course", "22 November 2026", "Director"):
        assert words in found
    assert found.count("\f") == 1


@needs_poppler
@pytest.mark.parametrize("lang", ["th", "en"])
def test_demonstrations_are_watermarked_all_over(
    register: Register, tmp_path: Path, lang: str
) -> None:
    """Pale letters cross the page of a demonstration, and of no office's certificate."""
    demo = pixels_of(render(issue(register)[0], tmp_path / "demo.pdf", lang=lang), 40)
    with Register(tmp_path / "office.db") as own:
        real = pixels_of(render(issue(own, issuer=OFFICE)[0], tmp_path / "r.pdf", lang=lang), 40)
    mark = np.argwhere((demo > 205) & (demo < 240) & (real > 250))
    height, width = np.ptp(mark, axis=0) / demo.shape
    assert len(mark) > 0.015 * demo.size
    assert height > 0.4
    assert width > 0.6


@needs_poppler
def test_a_name_is_set_as_it_is_written(register: Register, tmp_path: Path) -> None:
    """Signs that typst knows as markup are printed, not obeyed."""
    pdf = render(issue(register, MARKUP)[0], tmp_path / "a.pdf")
    assert MARKUP.name.replace(" ", "") in text_of(pdf).replace(" ", "")


@needs_poppler
@pytest.mark.parametrize("repeat", [1, 3])
def test_a_long_name_keeps_to_one_line_inside_the_frame(
    register: Register, tmp_path: Path, repeat: int
) -> None:
    """However long the name, it shrinks between the margins and pushes nothing down."""
    person = replace(LONG, name=" ".join([LONG.name] * repeat))
    short = pixels_of(
        render(issue(register, replace(LONG, person="2", name="ก"))[0], tmp_path / "s.pdf"), 40
    )
    page = pixels_of(render(issue(register, person)[0], tmp_path / "l.pdf"), 40)
    changed = np.argwhere((page < 100) != (short < 100))
    millimetres = 25.4 / 40
    named = changed[changed[:, 0] * millimetres < 120]  # above the serial and the QR code
    top, left = named.min(axis=0) * millimetres
    bottom, right = named.max(axis=0) * millimetres
    assert bottom - top < 20
    assert left >= 29
    assert right <= 268


@needs_poppler
def test_the_qr_code_is_read_from_a_coarse_picture(register: Register, tmp_path: Path) -> None:
    """At 100 dots per inch a reader finds the certificate's token, which verifies."""
    zxingcpp = pytest.importorskip("zxingcpp")
    made = issue(register)[0]
    page = pixels_of(render(made, tmp_path / "a.pdf"), 100)
    (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(page))
    assert code.text == made.token
    assert verify(code.text, register).facts["holder"] == made.holder


def test_the_same_certificate_is_the_same_file(register: Register, tmp_path: Path) -> None:
    """Drawn twice, or issued again and drawn, a certificate has the same bytes."""
    first = render(issue(register)[0], tmp_path / "a.pdf").read_bytes()
    assert render(issue(register)[0], tmp_path / "b.pdf").read_bytes() == first


def test_many_are_drawn_into_a_folder(register: Register, tmp_path: Path) -> None:
    """Each is named by its serial, progress is told, revoked ones are passed over."""
    people = [LONG, MARKUP, replace(LONG, person="003")]
    issue(register, *people)
    register.revoke("DEMO-2570-00002", "why", actor="officer", now=NOON)
    told: list[tuple[int, int]] = []
    made = issue(register, *people)
    drawn = render_many(made, tmp_path / "out", progress=lambda *at: told.append(at))
    assert [one.name for one in drawn] == ["DEMO-2570-00001.pdf", "DEMO-2570-00003.pdf"]
    assert all(verify(one, register).valid for one in drawn)
    assert told == [(1, 2), (2, 2)]
    with pytest.raises(ConflictError, match="revoked"):
        render(made[1], tmp_path / "no.pdf")
    with pytest.raises(InputError, match="must be a folder"):
        render_many(made, tmp_path / "register.db")


def test_a_valid_certificate_says_who_holds_it(register: Register, tmp_path: Path) -> None:
    """QR text and PDF tell the holder; a bare serial, also in Thai digits, does not."""
    made = issue(register)[0]
    for shown in (made.token, render(made, tmp_path / "a.pdf")):
        found = verify(shown, register)
        assert (found.status, found.serial) == ("valid", "DEMO-2570-00001")
        assert found.facts["holder"] == made.holder
    found = verify("demo-๒๕๗๐-๐๐๐๐๑", register)
    assert found.valid
    assert "holder" not in found.facts
    assert "only the serial" in " ".join(found.as_dict("en")["reasons"])


def test_a_revoked_certificate_is_revoked_however_it_is_shown(
    register: Register, tmp_path: Path
) -> None:
    """Serial, QR text and PDF all say revoked, since when and why."""
    made = issue(register)[0]
    pdf = render(made, tmp_path / "a.pdf")
    register.revoke(made.serial, "ออกผิดคน", actor="officer", now=NOON)
    for shown in (made.serial, made.token, pdf):
        found = verify(shown, register)
        assert found.status == "revoked"
        assert "2026-11-22" in found.in_language("th")
        assert "ออกผิดคน" in found.in_language("th")


def forge(made: Certificate, pdf: bytes) -> dict[str, bytes]:
    """Return the file changed in different ways."""
    other = made.token.replace("00001", "00002").encode()
    return {
        "one byte of the page": pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:],
        "something behind the end": pdf + b"\n",
        "another serial": pdf.replace(made.token.encode(), other),
        "another seal": pdf.replace(b"seal:", b"seal:" + b"0" * 64, 1),
        "no seal": pdf.replace(b"seal:", b"soul:"),
    }


def test_a_changed_pdf_is_altered(register: Register, tmp_path: Path) -> None:
    """One byte anywhere, another serial or seal, and the file no longer counts."""
    made = issue(register, LONG, MARKUP)[0]
    pdf = render(made, tmp_path / "a.pdf").read_bytes()
    for how, forged in forge(made, pdf).items():
        path = tmp_path / "forged.pdf"
        path.write_bytes(forged)
        assert verify(path, register).status == "altered", how


def test_a_changed_qr_text_is_altered_or_unknown(register: Register) -> None:
    """Another check is altered; a serial never issued, or of another office, is unknown."""
    made = issue(register)[0]
    wrong = made.token[:-1] + ("0" if made.token[-1] != "0" else "1")
    assert verify(wrong, register).status == "altered"
    for shown in ("DEMO-2570-00002", "XY-2570-00001", made.token.replace("DEMO", "OFF")):
        assert verify(shown, register).status == "unknown_issuer"


def test_a_changed_register_confirms_nothing(register: Register, monkeypatch) -> None:
    """When the chain of the register is broken, no certificate of it is valid."""
    from govlab.errors import TamperedError

    made = issue(register)[0]

    def broken() -> int:
        raise TamperedError("event 2 is changed")

    monkeypatch.setattr(register.ledger, "verify", broken)
    found = verify(made.token, register)
    assert found.status == "altered"
    assert "event 2" in found.in_language("en")


def test_an_erased_holder_leaves_a_valid_serial_without_a_name(
    register: Register, tmp_path: Path
) -> None:
    """After erasure the serial and its QR text still verify, and tell nothing of anybody."""
    made = issue(register)[0]
    pdf = render(made, tmp_path / "a.pdf")
    event = next(register.ledger.events(kind="issued"))
    register.ledger.erase(event.seq, actor="officer", now=NOON, reason="request")
    for shown in (made.serial, made.token, pdf):
        found = verify(shown, register)
        assert (found.valid, found.facts) == (True, {})
        assert "erased" in found.in_language("en")


def test_other_files_and_words_are_told_apart(register: Register, tmp_path: Path) -> None:
    """A PDF of somebody else is of an unknown issuer; what is nothing at all is refused."""
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7 nothing of ours")
    assert verify(tmp_path / "other.pdf", register).status == "unknown_issuer"
    (tmp_path / "notes.txt").write_text("DEMO", encoding="utf-8")
    with pytest.raises(InputError, match="must be a PDF"):
        verify(tmp_path / "notes.txt", register)
    with pytest.raises(MissingFileError):
        verify(tmp_path / "absent.pdf", register)
    with pytest.raises(InputError, match="must be a serial"):
        verify("somebody", register)


def test_a_home_is_asked_by_prefix(tmp_path: Path) -> None:
    """Demonstrations are looked up in their own register; asking makes no register."""
    place = Home(tmp_path)
    assert verify("DEMO-2570-00001", place).status == "unknown_issuer"
    assert not list(tmp_path.rglob("*.db"))
    with Register.of(DEMONSTRATION, place) as demo:
        made = issue(demo)[0]
    found = verify(made.token, place)
    assert found.valid
    assert found.facts["demonstration"]
    assert verify("OFF-2570-00001", place).status == "unknown_issuer"
