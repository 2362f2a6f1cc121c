"""What a caller changes in a declaration before it is read: paths, factors, policies."""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from govlab import files, home
from govlab.complaints._declaration_faults import shaped, whose
from govlab.complaints._declaration_numbers import Grounds
from govlab.complaints._declaration_origin import Origin, marked, origin_of, plain
from govlab.course import Text
from govlab.errors import InputError, MissingFileError, UnknownNameError, Words
from govlab.text import message

POLICIES = "processes/policies"
_FACTOR = re.compile(r"\s*[xX×*]\s*([0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*")


@dataclass(frozen=True)
class Policy(Mapping[str, object]):
    """What a policy changes in a process: a mapping of paths to values, with its name.

    Parameters
    ----------
    id : str
    title, note : Text
    base : str or None
        Process that it was written for; None where it fits any that has its paths.
    changes : mapping
        Dotted path to value.
    file : str or None
        Name of a file of one's own; None for a policy of the library.
    """

    id: str
    title: Text
    note: Text
    base: str | None
    changes: Mapping[str, object]
    file: str | None = None

    @property
    def origin(self) -> Origin:
        """Where its changes come from, for messages about them."""
        return Origin(self.id, self.file, self.base)

    def __getitem__(self, path: str) -> object:
        return marked(self.changes[path], self.origin)

    def __iter__(self) -> Iterator[str]:
        return (marked(path, self.origin) for path in self.changes)

    def __len__(self) -> int:
        return len(self.changes)


def policies(place: home.Home | None = None) -> list[str]:
    """Return the names of the policies in the home's library, sorted."""
    root = (place or home.find()).folder("course") / POLICIES
    return sorted(path.stem for path in root.glob("*.yaml"))


def policy_file(name_or_path: str | Path, place: home.Home | None = None) -> Policy:
    """Return a policy: a name of the library, or a file of one's own.

    Raises
    ------
    UnknownNameError
        When the library has no such policy.
    MissingFileError
        When there is no such file.
    InputError
        When the file has another shape.

    Examples
    --------
    >>> dict(policy_file("five_officers"))
    {'resources.checkers.capacity': 5}
    """
    from govlab.complaints._declaration_shapes import PolicyFile

    path = Path(name_or_path)
    own = True
    if path.suffix not in {".yaml", ".yml"} and len(path.parts) == 1:
        known = policies(place)
        if path.name not in known:
            raise UnknownNameError(
                message("complaints_process.no_policy", name=path.name, known=", ".join(known))
            )
        path = (place or home.find()).folder("course") / POLICIES / f"{path.name}.yaml"
        own = False
    if not path.is_file():
        raise MissingFileError(message("complaints_process.no_file", path=str(path)))
    found = shaped(files.read_yaml(path), PolicyFile, path)
    note = found.note or found.title
    return Policy(
        found.policy,
        Text(found.title.th, found.title.en),
        Text(note.th, note.en),
        found.base,
        found.changes,
        path.name if own else None,
    )


def applied(
    content: Any, overrides: Mapping[str, object], grounds: Grounds, process: str
) -> tuple[Any, dict[str, Origin | None]]:
    """Return the declaration after the caller's changes, and the paths that were set.

    With each path stands the policy that set it; None for the caller.

    Raises
    ------
    InputError
        When a path leads nowhere, with the nearest that do; when a factor meets no number.
    """
    if not overrides or not isinstance(content, dict):
        return content, {}  # what is no mapping is refused by its shape
    tree = copy.deepcopy(content)
    faults: list[Words] = []
    called: dict[str, Origin | None] = {}
    for named, given in overrides.items():
        origin = origin_of(named, given)
        value = _meant(plain(given))
        times = _factor(value, grounds)
        paths = list(_spread(tree, named)) if "*" in named else [named]
        for path in paths or [named]:
            at = _place(tree, path)
            if at is None:
                near = get_close_matches(path, list(_paths(tree)), n=4, cutoff=0.4)
                listed = ", ".join(near) or "–"
                faults.append(
                    message(
                        "complaints_process.no_path", path=path, near=listed, whose=whose(origin)
                    )
                )
                continue
            holder, key = at
            called[path] = origin
            # A number forgotten after its colon must not become "no limit".
            if value is None and origin is not None:
                faults.append(
                    message("complaints_process.no_value", path=path, whose=whose(origin))
                )
                continue
            if times is None:
                holder[key] = copy.deepcopy(value)
                continue
            now = _number(holder[key] if _has(holder, key) else None, grounds)
            if now is None:
                faults.append(
                    message(
                        "complaints_process.no_factor",
                        path=path,
                        value=str(given),
                        whose=whose(origin),
                    )
                )
                continue
            holder[key] = now * times
    if faults:
        raise InputError(message("complaints_process.bad_changes", process=process, lines=faults))
    return tree, called


def _meant(given: object) -> Any:
    """Return the value that a text of the command line means."""
    if not isinstance(given, str):
        return given
    try:
        value = json.loads(given)
    except ValueError:
        return given
    return given if isinstance(value, str) else value


def _factor(value: Any, grounds: Grounds) -> float | None:
    """Return what to multiply by; None where `value` is to stand in the place itself."""
    if isinstance(value, str) and (found := _FACTOR.fullmatch(value)):
        return float(found[1])
    if isinstance(value, dict) and set(value) == {"factor"}:
        return _number(value["factor"], grounds)
    return None


def _spread(tree: Any, path: str) -> Iterator[str]:
    """Yield the paths that one with ``*`` in the place of a name stands for."""
    step, _, rest = path.partition(".")
    entries = tree if isinstance(tree, dict) else {}
    for name in entries if step == "*" else [step]:
        if not rest:
            yield name
        elif name in entries:
            yield from (f"{name}.{below}" for below in _spread(entries[name], rest))


def _number(node: Any, grounds: Grounds) -> float | None:
    """Return the number at a place of the file, whichever way it is written."""
    from govlab.complaints._declaration_shapes import fraction

    if isinstance(node, bool):
        return None
    if isinstance(node, int | float):
        return float(node)
    if isinstance(node, str):
        return fraction(node)
    if not isinstance(node, dict):
        return None
    name = node.get("assumption")
    value = _number(node.get("value"), grounds)
    if value is None and isinstance(name, str) and name in grounds.numbers:
        value = grounds.assumed(name)
    times = _number(node.get("times", 1), grounds)
    return None if value is None or times is None else value * times


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else True


def _place(tree: Any, path: str) -> tuple[Any, Any] | None:
    """Return what holds the place that `path` leads to, and its key there.

    The last step may be missing where an entry or a field may be added.
    """
    from govlab.complaints._declaration_shapes import COLLECTIONS, ProcessFile

    steps = path.split(".")
    node = tree
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if isinstance(node, list):
            if not (step.isascii() and step.isdigit() and int(step) < len(node)):
                return None
            key: Any = int(step)
        elif isinstance(node, dict):
            key = step
            if step not in node:
                if number == 0 and step in ProcessFile.model_fields and not last:
                    node[step] = {}
                elif not (last and _may_stand(steps, COLLECTIONS, set(ProcessFile.model_fields))):
                    return None
        else:
            return None
        if last:
            return node, key
        node = node[key]
    return None


def _may_stand(steps: list[str], collections: Mapping[str, Any], top: set[str]) -> bool:
    """Return whether the last of `steps` is an entry or a field that may be added."""
    collection, *rest = steps
    match rest:
        case []:
            return collection in top
        case [_]:
            return collection in collections or collection == "conformance"
        case [_, name]:
            known = collections.get(collection)
            return collection == "conformance" or (known is not None and name in known.model_fields)
    return False


def _paths(tree: Any, before: str = "") -> Iterator[str]:
    """Yield every path of the declaration that can be set."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in entries:
        path = f"{before}{key}"
        yield path
        if isinstance(value, dict | list) and key not in {"title", "act", "note", "sources"}:
            yield from _paths(value, f"{path}.")
