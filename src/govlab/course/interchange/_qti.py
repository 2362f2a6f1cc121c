"""QTI 2.1 and 3.0: packages with a manifest, a test and one file an item; single items.

Both languages are two item files with one ``label``, each whole in itself; they are read
as one item again.
"""

import posixpath
from collections.abc import Iterator, Sequence
from functools import partial

from govlab.course._item import Item
from govlab.course.interchange._lost import Format, Imported, Lost
from govlab.course.interchange._qti_archive import Archive, is_zip, packed
from govlab.course.interchange._qti_headers import imported, keywords
from govlab.course.interchange._qti_read import Read, read_item
from govlab.course.interchange._qti_tree import Node, document, node, read_tree
from govlab.course.interchange._qti_write import TOOL, identifier, item_tree
from govlab.errors import InputError, Words
from govlab.text import message, say

_MANIFEST = "imsmanifest.xml"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_PURL = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd"
_V3 = 3
# By version: the names that the standard gives its parts.
_NAMES: dict[int, dict[str, str]] = {
    2: {
        "item": "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "item_xsd": "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
        "manifest": "http://www.imsglobal.org/xsd/imscp_v1p1",
        "manifest_xsd": "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
        "schema": "QTIv2.1 Package",
        "schemaversion": "1.0.0",
        "suffix": "xmlv2p1",
    },
    3: {
        "item": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "item_xsd": f"{_PURL}/imsqti_asiv3p0_v1p0.xsd",
        "manifest": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "manifest_xsd": f"{_PURL}/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        "schema": "QTI Package",
        "schemaversion": "3.0.0",
        "suffix": "xmlv3p0",
    },
}


def write_package(
    version: int,
    items: Sequence[Item],
    lang: str,
    key: bool,  # noqa: FBT001  # as every format
) -> tuple[bytes, tuple[Lost, ...]]:
    """Return a package of the items, and what of them QTI cannot hold."""
    parts: dict[str, bytes] = {}
    lost: list[Lost] = []
    resources: list[Node] = []
    refs: dict[str, list[Node]] = {}
    for item in items:
        for one in _languages(item, lang):
            if lang not in {"both", one}:
                words = message("interchange_b.no_language", lang=lang, other=one)
                lost.append(Lost(item.code, words))
            tree, more = item_tree(item, one, key=key)
            lost += [found for found in more if found not in lost]
            name = f"{identifier(item)}{f'.{one}' if lang == 'both' else ''}"
            href = f"items/{name}.xml"
            if href in parts:
                raise InputError(message("interchange_b.code_twice", code=item.code))
            parts[href] = document(_rooted(tree, version), version)
            about = [*keywords(item)] if key else [f"version:{item.version}"]
            resources.append(_resource(name, "item", href, version=version, about=about))
            ref = node("assessmentItemRef", identifier=name, href=href)
            refs.setdefault(one if lang == "both" else "", []).append(ref)
    tests = []
    for one, held in refs.items():
        name = f"test-{one}" if one else "test"
        parts[f"{name}.xml"] = document(_rooted(_test(name, held, one or lang), version), version)
        used = [ref.get("identifier") for ref in held]
        tests.append(_resource(name, "test", f"{name}.xml", version=version, used=used))
    manifest = document(_manifest([*tests, *resources], version), 2)
    return packed({_MANIFEST: manifest, **parts}), tuple(lost)


def _languages(item: Item, lang: str) -> list[str]:
    """Return in which languages an item is written: those wanted that it has, else the other."""
    held = [one for one in ("th", "en") if item.stem.in_language(one).strip()]
    wanted = [one for one in held if lang in {"both", one}]
    return wanted or held[:1] or ["th"]


def _rooted(tree: Node, version: int) -> Node:
    """Return the root of a file, with its namespace and what its version does not know left out."""
    names = _NAMES[version]
    for one in tree.walk():
        if version != _V3:
            one.attributes.pop("externalScored", None)
            if one.name == "rubricBlock":
                one.attributes.pop("use", None)
    tree.attributes = {
        "xmlns": names["item"],
        "xmlns:xsi": _XSI,
        "xsi:schemaLocation": f"{names['item']} {names['item_xsd']}",
    } | tree.attributes
    return tree


def _test(name: str, refs: list[Node], lang: str) -> Node:
    section = node("assessmentSection", *refs, identifier="section", title=name, visible="true")
    part = node(
        "testPart", section, identifier="part", navigationMode="nonlinear",
        submissionMode="individual",
    )  # fmt: skip
    score = node("outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    total = node("sum", node("testVariables", variableIdentifier="SCORE"))
    rule = node("outcomeProcessing", node("setOutcomeValue", total, identifier="SCORE"))
    title = say("interchange_b.test_title", lang if lang in {"th", "en"} else "th")
    return node("assessmentTest", score, part, rule, identifier=name, title=title, toolName=TOOL)


def _resource(
    name: str,
    kind: str,
    href: str,
    *,
    version: int,
    about: Sequence[str] = (),
    used: Sequence[str] = (),
) -> Node:
    words = [node("lom:keyword", node("lom:string", one, language="x-none")) for one in about]
    record = node("metadata", node("lom:lom", node("lom:general", *words))) if words else None
    return node(
        "resource",
        record,
        node("file", href=href),
        *(node("dependency", identifierref=one) for one in used),
        identifier=name,
        type=f"imsqti_{kind}_{_NAMES[version]['suffix']}",
        href=href,
    )


def _manifest(resources: list[Node], version: int) -> Node:
    names = _NAMES[version]
    return node(
        "manifest",
        node(
            "metadata",
            node("schema", names["schema"]),
            node("schemaversion", names["schemaversion"]),
        ),
        node("organizations"),
        node("resources", *resources),
        xmlns=names["manifest"],
        identifier="manifest",
        **{
            "xmlns:lom": _LOM,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{names['manifest']} {names['manifest_xsd']}",
        },
    )


def read_any(data: bytes, where: str, lang: str) -> Imported:
    """Return the items of a package or of a single item file, whichever version it is."""
    if not is_zip(data) and not where.lower().endswith(".zip"):
        root = read_tree(data, where)
        if root.name == "questestinterop":
            raise InputError(message("interchange_b.old_qti", where=where))
        if root.name != "assessmentItem":
            words = message("interchange_b.not_qti", where=where, found=root.name)
            raise InputError(words)
        found = read_item(root, where, lang)
        return imported([(found, [])], [])
    archive = Archive(data, where)
    read: list[tuple[Read, list[str]]] = []
    lost: list[Lost] = []
    for name, about in _listed(archive, lost):
        try:
            root = read_tree(archive.read(name), name)
        except InputError as wrong:
            lost.append(Lost(name, _as_words(wrong)))
            continue
        if root.name == "assessmentItem":
            read.append((read_item(root, name, lang), about))
        elif root.name == "questestinterop":
            raise InputError(message("interchange_b.old_qti", where=f"{where}: {name}"))
    if not read and not lost:
        raise InputError(message("interchange_b.no_items", where=where))
    return imported(read, lost)


def _as_words(wrong: InputError) -> Words:
    return wrong.message if not isinstance(wrong.message, str) else wrong


def _listed(archive: Archive, lost: list[Lost]) -> Iterator[tuple[str, list[str]]]:
    """Yield the parts that may be items, with their keywords."""
    manifests = [name for name in archive.names if posixpath.basename(name) == _MANIFEST]
    if not manifests:
        lost.append(Lost(archive.where, message("interchange_b.no_manifest")))
        for name in sorted(archive.names):
            if name.endswith(".xml"):
                yield name, []
        return
    chosen = min(manifests, key=lambda name: name.count("/"))
    root = read_tree(archive.read(chosen), f"{archive.where}: {chosen}")
    for held in root.named("resources"):
        for one in held.named("resource"):
            kind, href = one.get("type"), one.get("href")
            if not kind.startswith("imsqti_"):
                continue
            base = "/".join(
                filter(None, (posixpath.dirname(chosen), held.get("xml:base"), one.get("xml:base")))
            )
            found = archive.find(base, href)
            if found is None:
                words = message("interchange_b.no_part", href=href, line=one.line)
                lost.append(Lost(one.get("identifier"), words))
            elif kind.startswith("imsqti_item"):
                yield (
                    found,
                    [
                        word.words.strip()
                        for key in one.walk()
                        if key.name == "keyword"
                        for word in key.elements
                    ],
                )
            elif not kind.startswith("imsqti_test") or not _own(archive, found):
                words = message("interchange_b.other_resource", type=kind)
                lost.append(Lost(one.get("identifier"), words))


def _own(archive: Archive, name: str) -> bool:
    try:
        return read_tree(archive.read(name), name).get("toolName") == TOOL
    except InputError:
        return False


QTI21 = Format("qti21", (".zip", ".xml"), read_any, partial(write_package, 2), keyless=True)
QTI3 = Format("qti3", (".zip", ".xml"), read_any, partial(write_package, 3), keyless=True)
