"""The process as Mermaid text, for pages that draw it themselves."""

from govlab.complaints._diagram_boxes import arrows, boxes
from govlab.complaints._process import Process

# What Mermaid would read as its own, as the entities that it shows.
_ESCAPED = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\u00a0": " "}


def mermaid(process: Process, lang: str = "th") -> str:
    """Return the process as a Mermaid flowchart.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> print(mermaid(process("queue"), "en"))
    flowchart TD
      c0(["Channel · 304 cases a month"])
      s0["Check<br>Office<br>Officers × 5 · mean 0.4 days"]
      c0 --> s0
      s0 --> e0(["Done"])
    """
    every = boxes(process, lang)
    ids: dict[str, str] = {}
    for name, box in every.items():
        kind = "c" if box.kind == "channels" else "s"
        ids[name] = f"{kind}{sum(one.startswith(kind) for one in ids.values())}"
    said = ["flowchart TD"]
    ends: list[str] = []
    for name, box in every.items():
        texts = [_escaped(one.text) for one in box.lines if one.kind != "end"]
        open_, close = {"channels": ("([", "])"), "board": ("{{", "}}")}.get(box.kind, ("[", "]"))
        shown = texts[:1] if box.kind == "channels" else texts
        said.append(f'  {ids[name]}{open_}"{"<br>".join(shown)}"{close}')
        for one in box.lines:
            if one.kind == "end":
                ends.append(f'  {ids[name]} --> e{len(ends)}(["{_escaped(one.text)}"])')
    for (start, end), arrow in arrows(process, lang).items():
        label = f'|"{_escaped(arrow.text)}"|' if arrow.text else ""
        said.append(f"  {ids[start]} -->{label} {ids[end]}")
    return "\n".join((*said, *ends))


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(sign, sign) for sign in text)
