"""No person of the sources is named anywhere in the project, and no telephone number stands."""

import hashlib
import re
from pathlib import Path

import numpy as np

from govlab.thai import to_arabic_digits

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("benchmarks", "course", "datasets", "docs", "notebooks", "src", "tests")
TEXT = {".csv", ".html", ".ipynb", ".j2", ".js", ".json", ".md", ".py", ".svg", ".toml", ".typ",
        ".txt", ".yaml", ".yml"}  # fmt: skip
BASE = 1_099_511_628_211
WORD = 1 << 64
# Names, an e-mail and telephone numbers of the sources: length, polynomial of the
# characters (base and word size above), start of the SHA-256. Never the words themselves.
FORBIDDEN = (
    (19, 8754206335672115421, "35fca757a7efbdeee855479f"),
    (11, 14341368340451531139, "bc87048d6719fb9673187795"),
    (17, 2230744961433945425, "5baeaaf4b349957c29f6b7da"),
    (9, 10589044491607634837, "17c2f84331be480ff0c65488"),
    (16, 4917337739189428395, "fc26e0cf5b3d1571eecd55be"),
    (8, 7926314423804858817, "ecaed2853d0232f20c818fa9"),
    (18, 13699066295789736241, "6271a79ca3fb2062715dafc6"),
    (7, 17226598629826701168, "7d19aab03c0081fde1ceae7c"),
    (18, 5380094217826582222, "054b6718c785394c0c5438b4"),
    (8, 3514187340786706337, "2cb450b130b3d3b79bcb799f"),
    (14, 10875229177284418634, "74a7974161a69477c3d2645a"),
    (9, 5565524272871065087, "03c9941d82c9ed3c8708f0e5"),
    (16, 5284754449772593686, "7f65b7fcfa7c20571abfe510"),
    (9, 11431772865296262062, "02be4ac91c25f04965851072"),
    (17, 6487891589757324821, "e68f2e762612aaee37326bba"),
    (7, 13778611965167067512, "a6829a2737a0f3c584f9caec"),
    (19, 1426013716821681806, "3a0b5470715d674bf4592ad8"),
    (9, 16930424151224899718, "24c6c3dc223efb1c23c87782"),
    (13, 9544579525667402489, "07dbbe12ec83b7b58aa2ee97"),
    (6, 4632135669623456968, "1870f9a9e7345ab3c6a4c31b"),
    (17, 6749573554915323530, "b67009b6fc6b32fb8dd9b0b3"),
    (8, 8627644877200714406, "656ff7cdad631e5edcb374bd"),
    (18, 17738685417055238714, "905a2d3acad97172e4690948"),
    (11, 5222307153190137727, "17684ef9d9351ae952752677"),
    (17, 17541791345628874449, "f6027348694a3dfe68be2f48"),
    (7, 15032582251506032499, "ae2fa221716bede6f6469fed"),
    (7, 7081666661722742170, "c3936598c2e535b5820e8e02"),
    (5, 6906386520446135081, "c3ef151bc772cdbac01a7e3b"),
    (6, 4060408928879006017, "efda660b0d12ee6ee49d8fa0"),
    (9, 7604888801733379319, "79f2bbf13d0f26bee0bba5c1"),
    (9, 10672899795710634486, "fec6b53c97878a97e4fb60ba"),
)


def texts():
    """Yield path and text of every file that a reader of the project may open."""
    found = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    found += [path for name in FOLDERS for path in (ROOT / name).rglob("*")]
    for path in found:
        if path.suffix in TEXT and path.is_file() and "node_modules" not in path.parts:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def windows(text, length):
    """Return the polynomial of every run of `length` characters, all at once."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < length:
        return np.zeros(0, dtype=np.uint64)
    up = np.full(len(codes), BASE, dtype=np.uint64)
    up[0] = 1
    down = np.full(len(codes) - length + 1, pow(BASE, -1, WORD), dtype=np.uint64)
    down[0] = 1
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(codes * np.cumprod(up))])
    return (sums[length:] - sums[:-length]) * np.cumprod(down)


def found_in(text, forbidden):
    """Return the digests of forbidden words that stand in `text`."""
    plain = re.sub(r"\s+", " ", text)
    digits = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", to_arabic_digits(plain))
    seen = set()
    for one in (plain, digits):
        for length in {length for length, _, _ in forbidden}:
            every = windows(one, length)
            for size, polynomial, digest in forbidden:
                if size == length:
                    for start in np.flatnonzero(every == np.uint64(polynomial)):
                        word = one[start : start + length]
                        if hashlib.sha256(word.encode()).hexdigest().startswith(digest):
                            seen.add(digest)
    return seen


def test_no_name_and_no_telephone_number_of_the_sources_stands_in_the_project():
    """Officials, signatories and the writer of a blog are known by their offices only."""
    everything = "\n".join(text for _, text in texts())
    assert len(everything) > 1_000_000
    assert found_in(everything, FORBIDDEN) == set()


def test_the_search_finds_a_word_by_its_digest():
    """The search would see a name across a line's end and a number in Thai digits."""

    def forbid(word):
        polynomial = sum(ord(c) * pow(BASE, k, WORD) for k, c in enumerate(word)) % WORD
        return len(word), polynomial, hashlib.sha256(word.encode()).hexdigest()[:24]

    names = (forbid("สมมติ ทดสอบ"), forbid("021234567"))
    assert len(found_in("ลงนามโดย นายสมมติ\nทดสอบ โทร. ๐-๒๑๒๓-๔๕๖๗", names)) == 2
    assert found_in("ลงนามโดย หัวหน้าศูนย์", names) == set()
