"""An office's own bank: private files, the rules of content, nothing lost, nothing mixed up."""

import json
import os
import stat
from dataclasses import replace

import pytest

from govlab import course, home
from govlab.course import _bank, _bank_import, _bank_rest, _sealed
from govlab.course._bank_import import Header, import_items, import_sealed
from govlab.course.interactions import Case
from govlab.errors import ConflictError, FaultError, InputError, UnknownNameError

PASSPHRASE = "ข้าวสารแปดถังกับแมวสามตัว"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    """Spend little on the key: what is tested does not depend on the cost."""
    monkeypatch.setattr(_sealed, "_COST", 2**10)
    monkeypatch.delenv(_bank.PASSPHRASE, raising=False)


@pytest.fixture(scope="module")
def governance():
    """Give the published curriculum."""
    return course.load("governance")


@pytest.fixture
def place(tmp_path):
    """Give a home without a bank."""
    return home.Home(tmp_path)


def fixed(curriculum, kind="single"):
    """Return a published item of a type, which tests make an office's own."""
    return next(
        one
        for one in curriculum.items.values()
        if one.type == kind and isinstance(one, course.Item)
    )


def own(curriculum, name, version=1, **more):
    """Return an item as an office writes it: other words than any published item's."""
    item = fixed(curriculum)
    words = course.Text(f"คำถามของหน่วยงาน {name}", f"The office's question {name}")
    return replace(item, id=f"office-{name}", version=version, use="exam", stem=words, **more)


def document(curriculum, *items):
    return _bank_import._document(curriculum, items)


def put(place, curriculum, name, *items):
    """Write items into the bank as an office would, by hand."""
    folder = place.state / "banks" / curriculum.id
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document(curriculum, *items), ensure_ascii=False)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_new_bank_is_empty_sound_and_private(place, governance, lang):
    """The scaffold loads as it is; only its owner can enter the folder and read the file."""
    path = _bank_rest.new_bank("governance", place, lang)
    assert path.parent == place.state / "banks" / "governance"
    assert _bank.load_bank(governance, place) == ()
    if os.name != "nt":
        assert (mode(path), mode(path.parent), mode(path.parent.parent)) == (0o600, 0o700, 0o700)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_example_of_a_new_bank_is_an_item_that_passes(place, governance, lang):
    """Whoever takes the comment signs away has an item that keeps every rule."""
    path = _bank_rest.new_bank("governance", place, lang)
    head, _, example = path.read_text(encoding="utf-8").partition("#  - module:")
    body, _, tail = example.partition("\nschema:")
    entry = "  - module:" + body.replace("\n#", "\n")
    text = f"schema:{tail.replace('items: []', 'items:')}{entry}\n"
    path.write_text(text, encoding="utf-8")
    assert [one.code for one in _bank.load_bank(governance, place)] == [
        "interests/office-car-for-errand"
    ]
    assert head


def test_a_second_bank_is_refused(place):
    """What an office wrote is not written over."""
    path = _bank_rest.new_bank("governance", place)
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(ConflictError, match="has a bank already"):
        _bank_rest.new_bank("governance", place)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_synchronised_home_is_refused(tmp_path, governance):
    """A bank never stands where a program copies it elsewhere."""
    folder = tmp_path / "OneDrive - กรม"
    folder.mkdir()
    with pytest.raises(FaultError, match="synchronised"):
        _bank_rest.new_bank("governance", home.Home(folder))


def test_no_home_without_a_bank_is_changed(place, governance):
    """Asking for the bank makes no folder."""
    assert _bank.load_bank(governance, place) == ()
    assert list(place.root.iterdir()) == []


def test_items_of_the_bank_are_drawn_into_forms(place, governance):
    """A form takes them, and only says so in its share of published items."""
    published = fixed(governance)
    items = [own(governance, f"n{n}") for n in range(3)]
    put(place, governance, "items.yaml", *items)
    bank = _bank.load_bank("governance", home.Home(place.root))
    assert [one.code for one in bank] == [f"{published.module}/office-n{n}" for n in range(3)]
    quotas = tuple(
        replace(one, level=None, count=1)
        for one in governance.blueprint("post").quotas
        if one.objective == f"{published.module}/{published.objective}"
    )[:1]
    blueprint = replace(
        governance.blueprint("post"), quotas=quotas, types=(), warm_up="", series=""
    )
    world = replace(governance, blueprints={"post": blueprint})
    codes = {
        one.code
        for seed in range(40)
        for one in course.draw_form(world, "post", seed, bank=bank)[0].items
    }
    assert codes & {one.code for one in bank}


def test_the_highest_version_counts_and_the_earlier_stays(place, governance):
    """A changed item is a new version; the file keeps both."""
    put(place, governance, "items.yaml", own(governance, "one"), own(governance, "one", 2))
    found = _bank.read_bank(governance, place)
    assert [one.version for one in found.items] == [2]
    assert [one.item.version for one in found.entries] == [1, 2]


def test_one_version_twice_is_fine_and_differing_is_a_conflict(place, governance):
    """A copy adds nothing; two texts under one version are told with both files."""
    item = own(governance, "one")
    put(place, governance, "a.yaml", item)
    put(place, governance, "b.yaml", item)
    assert len(_bank.read_bank(governance, place).entries) == 1
    put(place, governance, "b.yaml", replace(item, stem=course.Text("อื่น", "other")))
    with pytest.raises(ConflictError, match=r"office-one@1.*b\.yaml.*a\.yaml"):
        _bank.load_bank(governance, place)


WRONG = {
    "another curriculum": (lambda data: data.update(curriculum="corporate"), "corporate"),
    "no curriculum": (lambda data: data.pop("curriculum"), "governance"),
    "an unknown module": (lambda data: data["items"][0].update(module="cooking"), "cooking"),
    "no module": (lambda data: data["items"][0].pop("module"), "None"),
    "a published id": (lambda data: data["items"][0].update(id="street-light"), "office-"),
    "practice": (lambda data: data["items"][0].update(use="practice"), "practice"),
    "an old schema": (lambda data: data.update(schema=1), "schema"),
    "a strange key": (lambda data: data["items"][0].update(answer="b"), "answer"),
    "no key": (
        lambda data: [o.update(correct=False) for o in data["items"][0]["options"]],
        "right",
    ),
    "an unknown objective": (lambda data: data["items"][0].update(objective="cook"), "cook"),
    "one language": (lambda data: data["items"][0]["stem"].update(en="ไทย"), "en"),
    "no source": (lambda data: data["items"][0].update(sources=["somewhere"]), "somewhere"),
    "no list": (lambda data: data.update(items="none"), "items"),
    "items of text": (lambda data: data.update(items=["one"]), "items"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_breaks_a_rule_is_refused_by_name(name, place, governance):
    """The office's items keep the rules of the published ones, and the error names the value."""
    spoil, told = WRONG[name]
    data = document(governance, own(governance, "one"))
    spoil(data)
    folder = put(place, governance, "items.yaml")
    (folder / "items.yaml").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        _bank.load_bank(governance, place)


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_a_bank_that_was_copied_into_place_is_made_private(place, governance):
    """Reading the bank takes from others the right to read it."""
    folder = put(place, governance, "items.yaml", own(governance, "one"))
    (folder / "items.yaml").chmod(0o644)
    folder.chmod(0o755)
    _bank.load_bank(governance, place)
    assert (mode(folder / "items.yaml"), mode(folder)) == (0o600, 0o700)


def test_reading_a_bank_leaves_no_copy_outside_it(place, governance, tmp_path, monkeypatch):
    """The cache of read documents stands in the bank's own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    put(place, governance, "items.yaml", own(governance, "one"))
    _bank.load_bank(governance, place)
    outside = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and "banks" not in path.parts and "office-one" in path.read_text("utf-8")
    ]
    assert outside == []


def test_a_sealed_bank_at_rest_is_read_in_memory_and_opens_to_the_same_bytes(place, governance):
    """Sealing with --only leaves one file; reading writes nothing; opening restores each byte."""
    folder = put(place, governance, "items.yaml", own(governance, "one"))
    (folder / "more.yaml").write_text(
        "# บันทึกของผู้ออกข้อสอบ\nschema: 2\ncurriculum: governance\nitems: []\n", encoding="utf-8"
    )
    before = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
    path, bank = _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    assert path.name == _bank.SEALED
    assert len(bank.items) == 1
    rest = {one.name for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock"}
    assert rest == {_bank.SEALED}
    found = _bank.load_bank(governance, place, PASSPHRASE)
    assert [one.id for one in found] == ["office-one"]
    assert not list(folder.glob("*.yaml"))
    with pytest.raises(InputError, match=_bank.PASSPHRASE):
        _bank.load_bank(governance, place)
    _bank_rest.unseal_bank(governance, PASSPHRASE, place)
    assert {path.name: path.read_bytes() for path in folder.glob("*.yaml")} == before
    assert not path.exists()
    with pytest.raises(ConflictError, match="open already"):
        _bank_rest.unseal_bank(governance, PASSPHRASE, place)


def test_opening_does_not_write_over_a_file_that_differs(place, governance):
    """An open file of the same name stays, and so does the sealed one."""
    folder = put(place, governance, "items.yaml", own(governance, "one"))
    _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    put(place, governance, "items.yaml", own(governance, "two"))
    with pytest.raises(ConflictError, match=r"items\.yaml"):
        _bank_rest.unseal_bank(governance, PASSPHRASE, place)
    assert "office-two" in (folder / "items.yaml").read_text(encoding="utf-8")
    assert (folder / _bank.SEALED).exists()


def test_a_broken_bank_is_not_sealed(place, governance, tmp_path):
    """What breaks a rule never travels."""
    put(place, governance, "items.yaml", own(governance, "one", sources=("nowhere",)))
    with pytest.raises(InputError, match="nowhere"):
        _bank_rest.seal_bank(governance, PASSPHRASE, place, tmp_path / "out.sealed")
    assert not (tmp_path / "out.sealed").exists()


def test_a_sealed_bank_travels_to_another_home(place, governance, tmp_path):
    """Import takes every item, a second time none; the other office's items stay."""
    put(place, governance, "items.yaml", own(governance, "one"), own(governance, "two"))
    path, _ = _bank_rest.seal_bank(governance, PASSPHRASE, place, tmp_path / "out.sealed")
    there = home.Home(tmp_path / "there")
    there.root.mkdir()
    put(there, governance, "items.yaml", own(governance, "three"))
    taken = import_sealed(path, governance, PASSPHRASE, there)
    assert [len(taken.added), len(taken.known)] == [2, 0]
    again = import_sealed(path, governance, PASSPHRASE, there)
    assert [len(again.added), len(again.known), again.files] == [0, 2, ()]
    assert [one.id for one in _bank.load_bank(governance, there)] == [
        "office-one",
        "office-three",
        "office-two",
    ]


def test_a_sealed_bank_that_contradicts_this_one_is_taken_whole_or_not(place, governance, tmp_path):
    """One differing version, and nothing at all is written."""
    put(place, governance, "a.yaml", own(governance, "one"))
    put(place, governance, "b.yaml", own(governance, "two"))
    path, _ = _bank_rest.seal_bank(governance, PASSPHRASE, place, tmp_path / "out.sealed")
    there = home.Home(tmp_path / "there")
    there.root.mkdir()
    other = replace(own(governance, "two"), points=5)
    folder = put(there, governance, "items.yaml", other)
    with pytest.raises(ConflictError, match="office-two@1"):
        import_sealed(path, governance, PASSPHRASE, there)
    assert [one.name for one in folder.glob("*.yaml")] == ["items.yaml"]


def test_a_sealed_bank_of_another_curriculum_is_refused_before_its_passphrase(place, governance):
    """The header says whose it is."""
    put(place, governance, "items.yaml", own(governance, "one"))
    path, _ = _bank_rest.seal_bank(governance, PASSPHRASE, place)
    with pytest.raises(InputError, match="corporate"):
        _bank.opened_bank(path, "corporate", "wrong")


def test_every_type_of_item_comes_through_an_import_whole(place, governance):
    """What a reader gave is what the bank holds, but for id, use and module."""
    kinds = {one.type: one for one in governance.items.values() if isinstance(one, course.Item)}
    words = course.Text("ของหน่วยงาน", "of the office")
    items = [
        replace(one, stem=course.Text(f"{one.stem.th} {words.th}", f"{one.stem.en} {words.en}"))
        for one in kinds.values()
    ]
    taken = import_items(items, governance, place, Header(), name="คำถาม ๑.xml")
    assert taken.drafts == (), [one.line().in_language("en") for one in taken.findings]
    bank = {one.id: one for one in _bank.load_bank(governance, place)}
    for item in items:
        found = bank[f"office-{item.id}"]
        same = replace(found, id=item.id, use=item.use)
        if isinstance(item.interaction, Case):
            assert [one.interaction for one in same.scored] == [
                one.interaction for one in item.scored
            ]
        else:
            assert same == item


def test_an_import_is_whole_and_a_second_one_adds_nothing(place, governance):
    """Items that stand there already, word for word, are known and not written again."""
    items = [own(governance, "one"), own(governance, "two")]
    first = import_items(items, governance, place, Header(), name="a.xlsx")
    assert first.added == tuple(f"{one.code}@1" for one in items)
    assert len(first.files) == 1
    second = import_items(items, governance, place, Header(), name="b.xlsx")
    assert (second.added, second.files) == ((), ())
    assert second.known == first.added


def test_what_breaks_a_rule_becomes_a_draft_and_the_rest_goes_in(place, governance):
    """Nothing is lost: the draft holds the question, with its empty places marked."""
    thai = replace(own(governance, "two"), stem=course.Text("คำถามภาษาไทยเท่านั้น", ""), sources=())
    taken = import_items([own(governance, "one"), thai], governance, place, Header(), name="a.csv")
    assert [taken.added, taken.drafts] == [
        (f"{own(governance, 'one').code}@1",),
        ("office-two",),
    ]
    draft = taken.files[0]
    assert draft.parent.name == "drafts"
    text = draft.read_text(encoding="utf-8")
    assert "คำถามภาษาไทยเท่านั้น" in text
    assert "# เติมตรงนี้" in text
    assert [one.id for one in _bank.load_bank(governance, place)] == ["office-one"]
    if os.name != "nt":
        assert (mode(draft), mode(draft.parent)) == (0o600, 0o700)


def test_a_completed_draft_is_part_of_the_bank(place, governance):
    """Filled in and moved up, the draft loads as it is."""
    bare = replace(own(governance, "one"), sources=())
    taken = import_items([bare], governance, place, Header(), name="a.csv")
    text = taken.files[0].read_text(encoding="utf-8")
    whole = text.replace("sources: []  # เติมตรงนี้", 'sources: ["S2-014"]')
    assert whole != text
    (taken.files[0].parent.parent / "done.yaml").write_text(whole, encoding="utf-8")
    assert [one.id for one in _bank.load_bank(governance, place)] == ["office-one"]


def test_the_header_fills_what_is_left_open_and_changes_nothing_else(place, governance):
    """Module, objective and source of the command line are for items that name none."""
    item = own(governance, "one")
    bare = replace(item, module="", objective="", sources=())
    header = Header(item.module, item.objective, "S2-014")
    import_items([bare, own(governance, "two")], governance, place, header, name="a.csv")
    one, two = _bank.load_bank(governance, place)
    assert (one.module, one.objective, one.sources) == (item.module, item.objective, ("S2-014",))
    assert two.sources == item.sources


@pytest.mark.parametrize(
    ("header", "told"),
    [(Header("cooking"), "cooking"), (Header("interests", "cook"), "interests/cook")],
)
def test_a_header_that_names_nothing_is_refused(header, told, place, governance):
    """Before anything is written, with the names there are."""
    with pytest.raises(UnknownNameError, match=told):
        import_items([], governance, place, header, name="a.csv")
    assert not list(place.root.rglob("*.yaml"))


def test_ids_that_meet_are_told_apart(place, governance):
    """Two questions of one name both come in, and a name without Latin letters gets one."""
    item = own(governance, "one")
    names = ["Gift", "gift", "ของขวัญ"]
    items = [
        replace(item, id=name, stem=course.Text(f"คำถามที่ {n}", f"Question {n}"))
        for n, name in enumerate(names)
    ]
    taken = import_items(items, governance, place, Header(), name="a.csv")
    assert taken.drafts == ()
    ids = [one.partition("/")[2] for one in taken.added]
    assert ids[:2] == ["office-gift@1", "office-gift-2@1"]
    assert len(set(ids)) == 3


def test_a_bank_at_rest_takes_nothing_in(place, governance):
    """A person opens it first, who knows the passphrase."""
    put(place, governance, "items.yaml", own(governance, "one"))
    _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    with pytest.raises(ConflictError, match="bank open"):
        import_items([own(governance, "two")], governance, place, Header(), name="a.csv")


def test_the_open_bank_is_secret_to_the_leak_gate(place, governance, tmp_path):
    """An office's question in what trainees get is a leak like a published one's."""
    from govlab.classroom._leaks import leaks
    from govlab.classroom._secrets import secrets_of

    put(place, governance, "items.yaml", own(governance, "one"))
    bank = _bank.load_bank(governance, place)
    path = tmp_path / "given.txt"
    path.write_text(bank[0].stem.th, encoding="utf-8")
    assert leaks([path], secrets_of([governance])) == []
    assert {one.item for one in leaks([path], secrets_of([governance], bank=bank))} == {
        bank[0].code
    }


def thai(curriculum, name, **more):
    """Return a question as an office brings it: in Thai alone."""
    item = own(curriculum, name, **more)
    options = tuple(
        replace(one, text=course.Text(one.text.th, ""), reason=course.Text(one.reason.th, ""))
        for one in item.interaction.options
    )
    stem = course.Text(f"คำถามของหน่วยงาน {name}", "")
    return replace(item, stem=stem, interaction=replace(item.interaction, options=options))


def open_words(folder):
    """Return every file in the bank's folder that says a question."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "คำถามของหน่วยงาน" in path.read_bytes().decode("utf-8", "ignore")
    ]


def test_sealing_alone_leaves_no_draft_and_opening_gives_it_back(place, governance):
    """Drafts hold questions and keys too: they rest in the sealed file, and come out whole."""
    put(place, governance, "items.yaml", own(governance, "one"))
    taken = import_items([thai(governance, "two")], governance, place, Header(), name="a.csv")
    draft = taken.files[0]
    worked = draft.read_text(encoding="utf-8") + "# ทำถึงตรงนี้: [\n"
    draft.write_text(worked, encoding="utf-8")
    folder = place.state / "banks" / governance.id
    assert len(open_words(folder)) > 1
    _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    assert open_words(folder) == []
    assert _bank_rest.left_open(governance.id, place) == []
    assert [one.id for one in _bank.load_bank(governance, place, PASSPHRASE)] == ["office-one"]
    _bank_rest.unseal_bank(governance, PASSPHRASE, place)
    assert draft.read_text(encoding="utf-8") == worked


def test_a_bank_of_drafts_alone_is_sealed_too(place, governance):
    """Nothing has to be complete to be put away."""
    import_items([thai(governance, "two")], governance, place, Header(), name="a.csv")
    path, bank = _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    assert bank.items == ()
    assert open_words(path.parent) == []


def test_a_draft_goes_once_its_questions_are_in_the_bank(place, governance):
    """A corrected import removes the draft; one that a person worked on, or of others, stays."""
    two = import_items([thai(governance, "two")], governance, place, Header(), name="a.csv")
    three = import_items([thai(governance, "three")], governance, place, Header(), name="b.csv")
    three.files[0].write_text(
        three.files[0].read_text(encoding="utf-8") + "# ของฉัน\n", encoding="utf-8"
    )
    whole = [own(governance, "two"), own(governance, "three")]
    taken = import_items(whole, governance, place, Header(), name="a.csv")
    assert taken.removed == two.files
    assert not two.files[0].exists()
    assert three.files[0].exists()
    four = import_items([thai(governance, "four")], governance, place, Header(), name="a.csv")
    other = replace(own(governance, "four"), stem=course.Text("อีกคำถามหนึ่ง", "Another one"))
    assert import_items([other], governance, place, Header(), name="c.csv").removed == ()
    assert four.files[0].exists()


def test_sealing_replaces_no_file_but_an_earlier_sealing_of_this_bank(place, governance, tmp_path):
    """A workbook, another office's bank, a folder: each stays byte for byte."""
    put(place, governance, "items.yaml", own(governance, "one"))
    book, theirs = tmp_path / "marks.xlsx", tmp_path / "theirs.sealed"
    book.write_bytes(b"PK marks of this year")
    there = home.Home(tmp_path / "there")
    put(there, governance, "items.yaml", own(governance, "two"))
    _bank_rest.seal_bank(governance, PASSPHRASE + "อื่น", there, theirs)
    same = tmp_path / "same.sealed"
    _bank_rest.seal_bank(governance, PASSPHRASE, there, same)
    for path in (book, theirs, same):
        before = path.read_bytes()
        with pytest.raises(ConflictError, match=path.name):
            _bank_rest.seal_bank(governance, PASSPHRASE, place, path)
        assert path.read_bytes() == before
    with pytest.raises(ConflictError, match="another name"):
        _bank_rest.seal_bank(governance, PASSPHRASE, place, tmp_path)
    inside = place.state / "banks" / governance.id / "copy.yaml"
    with pytest.raises(ConflictError, match="outside the bank"):
        _bank_rest.seal_bank(governance, PASSPHRASE, place, inside)
    own_file = tmp_path / "own.sealed"
    _bank_rest.seal_bank(governance, PASSPHRASE, place, own_file)
    put(place, governance, "more.yaml", own(governance, "three"))
    _bank_rest.seal_bank(governance, PASSPHRASE, place, own_file)
    assert len(_bank.opened_bank(own_file, governance.id, PASSPHRASE)) == 2


def test_a_new_file_beside_a_sealed_bank_is_added_to_it(place, governance):
    """Sealing again keeps what was sealed; a sealing that would drop an item is refused."""
    folder = put(place, governance, "items.yaml", own(governance, "one"))
    path, _ = _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    put(place, governance, "more.yaml", own(governance, "two"))
    _, bank = _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    assert [one.id for one in bank.items] == ["office-one", "office-two"]
    put(place, governance, "items.yaml", own(governance, "three"))
    before = path.read_bytes()
    with pytest.raises(ConflictError, match="office-one@1"):
        _bank_rest.seal_bank(governance, PASSPHRASE, place)
    assert path.read_bytes() == before
    assert (folder / "items.yaml").exists()


def test_a_copy_for_transport_alone_leaves_one_at_rest_too(place, governance, tmp_path):
    """Without the one at rest nothing could be compared with what trainees get."""
    put(place, governance, "items.yaml", own(governance, "one"))
    _bank_rest.seal_bank(governance, PASSPHRASE, place, tmp_path / "out.sealed", only=True)
    assert [one.id for one in _bank.load_bank(governance, place, PASSPHRASE)] == ["office-one"]
    with pytest.raises(ConflictError, match="sealed already"):
        _bank_rest.seal_bank(governance, PASSPHRASE, place)


def test_a_file_with_a_thai_name_comes_out_of_the_seal(place, governance):
    """An office names its files as it likes; what could lead out of the folder is refused."""
    folder = put(place, governance, "ข้อสอบ ปี ๒๕๖๗.yaml", own(governance, "one"))
    _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    _bank_rest.unseal_bank(governance, PASSPHRASE, place)
    assert [path.name for path in folder.glob("*.yaml")] == ["ข้อสอบ ปี ๒๕๖๗.yaml"]
    for name in ("../a.yaml", "drafts/../a.yaml", "a/b.yaml", ".a.yaml", "a\\b.yaml", "/a.yaml"):
        assert not _bank.is_name(name)


def test_what_other_files_stand_in_the_folder_is_told(place, governance):
    """A copy that an editor left is no file of the bank, and is named."""
    folder = put(place, governance, "items.yaml", own(governance, "one"))
    (folder / "items.yaml~").write_text("old", encoding="utf-8")
    _bank_rest.seal_bank(governance, PASSPHRASE, place, only=True)
    assert _bank_rest.left_open(governance.id, place) == [folder / "items.yaml~"]


def test_the_objective_tells_the_module(place, governance):
    """Only one module has it; where several have, a clear sentence asks for --module."""
    item = own(governance, "one")
    bare = replace(item, module="", objective="")
    for objective in (item.objective, f"{item.module}/{item.objective}"):
        header = Header(objective=objective)
        taken = import_items([bare], governance, place, header, name="a.csv")
        assert (*taken.added, *taken.known) == (f"{item.code}@1",)
    named = replace(own(governance, "two"), module="imported")
    taken = import_items([named], governance, place, Header(), name="b.csv")
    assert taken.added == (f"{item.module}/office-two@1",)
    interests, complaint = governance.modules["interests"], governance.modules["complaint"]
    twice = replace(complaint, objectives=(*complaint.objectives, interests.objectives[0]))
    world = replace(governance, modules={**governance.modules, "complaint": twice})
    header = Header(objective=interests.objectives[0].id)
    with pytest.raises(InputError, match=r"interests, complaint.*--module"):
        import_items([bare], world, place, header, name="a.csv")


def test_questions_of_no_module_ask_for_one_and_write_nothing(place, governance):
    """One sentence names the option and what it takes."""
    bare = replace(own(governance, "one"), module="imported", objective="")
    with pytest.raises(InputError, match="interests, complaint by --module"):
        import_items([bare], governance, place, Header(), name="a.csv")
    assert not list(place.root.rglob("*.yaml"))


def test_an_import_of_nothing_is_an_error(place, governance):
    """Nobody believes that a file went in that held no question."""
    with pytest.raises(InputError, match="at least one question"):
        import_items([], governance, place, Header(), name="a.csv")
    assert not list(place.root.rglob("*.yaml"))


def test_what_a_thai_question_lacks_is_said_once_in_words(place, governance):
    """One sentence for each item, a sum for all, and no pattern of the file's shape."""
    items = [replace(thai(governance, f"n{n}"), sources=()) for n in range(3)]
    taken = import_items(items, governance, place, Header(), name="a.csv")
    assert len(taken.findings) == 3
    said = [one.said("th") for one in taken.findings]
    assert said[0].startswith("ข้อที่ 1 ยังไม่มีคำถามภาษาอังกฤษ ตัวเลือกภาษาอังกฤษ (")
    assert said[2].startswith("ข้อที่ 3 ยังไม่มี")
    assert said[0].endswith("และแหล่งที่มา (เติม sources หรือระบุ --source)")
    assert "- คำถามภาษาอังกฤษ: ขาด 3 ข้อ" in [one.in_language("th") for one in taken.summary]
    for lang in ("th", "en"):
        assert not any("pattern" in one.said(lang) for one in taken.findings)


def test_what_is_not_missing_but_wrong_is_said_in_words_too(place, governance):
    """Too few options, beside the missing English."""
    item = thai(governance, "one")
    options = replace(item.interaction, options=item.interaction.options[:2])
    few = replace(item, interaction=options)
    taken = import_items([few], governance, place, Header(), name="a.csv")
    assert [one.rule for one in taken.findings] == ["missing", "shape"]
    assert taken.findings[1].said("th") == ("ข้อที่ 1 ต้องมี options อย่างน้อย 3 รายการ แต่มี 2 เติมในไฟล์ร่าง")
