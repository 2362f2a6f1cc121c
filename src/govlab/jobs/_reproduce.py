"""Every published figure, recomputed: the research notebooks, run side by side, as one table."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govlab import files, home, run
from govlab.datasets import Assumptions
from govlab.errors import CheckError, InputError
from govlab.text import check_language, message, say

FOLDER = "research"
TABLE = "figures.json"
_VARIED = "varied"
# What a study takes; a research notebook without these explores and publishes nothing.
_TAKES = {"assume", "charts_to", "lang"}
_JSON = "application/json"
_MARKS = {"same": "=", "explained": "~", "differs": "x"}

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that an assumption moves.

    Parameters
    ----------
    figure : str
        Study and figure, such as ``project_budget.trainees``.
    label, unit : str
        Words in the language of the run.
    before, after : int, float or str
        Under the table's assumptions, and under those given.
    assumptions : tuple of str
        Those that the figure rests on.
    """

    figure: str
    label: str
    unit: str
    before: float | str
    after: float | str
    assumptions: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the move JSON-ready."""
        return {
            "figure": self.figure,
            "label": self.label,
            "unit": self.unit,
            "before": self.before,
            "after": self.after,
            "assumptions": list(self.assumptions),
        }


@dataclass(frozen=True)
class Reproduced:
    """What all studies find.

    Parameters
    ----------
    figures : tuple of dict
        One a published figure: ``figure, source, published, recomputed, difference,
        verdict`` and more.
    headlines : tuple of dict
        Figures that no source prints.
    runs : tuple of Run
        The executed notebooks.
    vary : tuple of str
        Assumptions that were given another value.
    moves : tuple of Move
        What that changed; empty where nothing was varied.
    unused : tuple of str
        Assumptions varied that no study rests on.
    """

    figures: tuple[dict[str, Any], ...]
    headlines: tuple[dict[str, Any], ...]
    runs: tuple[run.Run, ...]
    vary: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    unused: tuple[str, ...] = ()
    verdicts: Counter[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdicts", Counter(one["verdict"] for one in self.figures))

    @property
    def holds(self) -> bool:
        """Whether every published figure is the same or explained."""
        return not self.verdicts["differs"]

    def document(self) -> list[dict[str, Any]] | dict[str, Any]:
        """Return what ``govlab reproduce --json`` prints.

        The list of figures; with varied assumptions a mapping of it, of the moves and of
        what was varied in vain.
        """
        if not self.vary:
            return list(self.figures)
        return {
            "figures": list(self.figures),
            "vary": list(self.vary),
            "moves": [one.as_dict() for one in self.moves],
            "unused": list(self.unused),
        }

    def in_language(self, lang: str) -> str:
        """Return the table and its sum in words, one line a figure."""
        return "\n".join([*self._lines(lang), "", *self._moved(lang), self._sum(lang)])

    def _lines(self, lang: str) -> Iterator[str]:
        width = max((len(one["figure"]) for one in self.figures), default=0)
        for one in self.figures:
            line = (
                f"{_MARKS[one['verdict']]} {one['figure']:<{width}}  {_said(one['published'])}"
                f" → {_said(one['recomputed'])}"
            )
            if one["verdict"] == "explained":
                line += f"  ({one['finding']}: {one['reason']})"
            elif one["verdict"] == "differs":
                line += f"  {say('reproduce.verdict_differs', lang)}: {', '.join(one['source'])}"
            yield line

    def _moved(self, lang: str) -> Iterator[str]:
        if not self.vary:
            return
        yield say("reproduce.varied", lang, vary=", ".join(self.vary))
        for one in self.moves:
            yield f"  {one.label}: {_said(one.before)} → {_said(one.after)} {one.unit}".rstrip()
        if not self.moves:
            yield "  " + say("reproduce.nothing_moved", lang)
        if self.unused:
            yield "  " + say("reproduce.unused", lang, ids=", ".join(self.unused))
        yield ""

    def _sum(self, lang: str) -> str:
        return say(
            "reproduce.sum",
            lang,
            total=len(self.figures),
            same=self.verdicts["same"],
            explained=self.verdicts["explained"],
            differs=self.verdicts["differs"],
            studies=len({one["figure"].partition(".")[0] for one in self.figures}),
        )


def reproduce(
    folder: str | Path,
    *,
    vary: Sequence[str] = (),
    lang: str = "th",
    place: home.Home | None = None,
    workers: int | None = None,
    tell: Tell = lambda _: None,
) -> Reproduced:
    """Run every study and compare every published figure with its recomputation.

    Research notebooks that recompute nothing published, such as those on made-up data, are
    no studies and left out: see :func:`study_notebooks`.

    Parameters
    ----------
    folder : str or Path
        For the executed notebooks, the charts (a folder a notebook, PNG and SVG) and
        ``figures.json``; made when missing.
    vary : sequence of str
        ``"A-005=30"`` runs the studies that rest on the assumption once more with that
        value, and says what moves. The verdicts stay those of the assumptions as they are.
    lang : {"th", "en"}
        Language of the words.
    place : Home, optional
        Home whose notebooks and assumptions are used. Kernels find their home as
        :func:`govlab.home.find` does, by ``GOVLAB_HOME`` first.
    workers : int, optional
        Kernels at once; one per processor if not given.
    tell : callable
        Takes each line of progress.

    Raises
    ------
    InputError, UnknownNameError
        When an assumption to vary is unknown or its value is out of range; nothing runs.
    NotebookError
        When a notebook did not hold.
    CheckError
        When a notebook ran but gave no figures.
    """
    check_language(lang)
    place = place or home.find()
    changed = {text.partition("=")[0].strip() for text in vary}
    Assumptions(vary, place)
    target = files.make_folder(folder)
    notebooks = study_notebooks(place)
    if not notebooks:
        raise InputError(message("reproduce.no_notebooks", folder=FOLDER))
    runs, studies = _run(notebooks, target, [], lang, (workers, tell))
    found = {
        "figures": [one for study in studies.values() for one in _named(study, "figures")],
        "headlines": [one for study in studies.values() for one in _named(study, "headlines")],
    }
    files.write_json(target / TABLE, found)
    moves: list[Move] = []
    uses = {name: _assumed(study) for name, study in studies.items()}
    again = [path for path in notebooks if uses[path.stem] & changed]
    if again:
        _, after = _run(
            again, files.make_folder(target / _VARIED), list(vary), lang, (workers, tell)
        )
        moves = [move for name, study in after.items() for move in _moves(studies[name], study)]
    return Reproduced(
        figures=tuple(found["figures"]),
        headlines=tuple(found["headlines"]),
        runs=tuple(runs),
        vary=tuple(vary),
        moves=tuple(moves),
        unused=tuple(sorted(changed - {name for one in uses.values() for name in one})),
    )


def study_notebooks(place: home.Home | None = None) -> list[Path]:
    """Return the research notebooks that recompute published figures.

    They are those whose parameters are, among others, ``assume``, ``charts_to`` and
    ``lang``: which assumptions to change, where charts go, and the language.
    """
    folder = (place or home.find()).folder("notebooks") / FOLDER
    return [
        path
        for path in sorted(folder.glob("*.ipynb"))
        if {one.name for one in run.describe(path)} >= _TAKES
    ]


def result_of(notebook: str | Path) -> dict[str, Any]:
    """Return what the last JSON output of an executed notebook holds.

    Raises
    ------
    CheckError
        When there is none.
    """
    shown = [
        output["data"][_JSON]
        for cell in files.read_json(notebook)["cells"]
        for output in cell.get("outputs", ())
        if _JSON in output.get("data", {})
    ]
    if not shown or not isinstance(shown[-1], dict):
        raise CheckError(message("reproduce.no_result", notebook=Path(notebook).name))
    found: dict[str, Any] = shown[-1]
    return found


def _run(
    notebooks: Sequence[Path],
    folder: Path,
    assume: list[str],
    lang: str,
    how: tuple[int | None, Tell],
) -> tuple[list[run.Run], dict[str, dict[str, Any]]]:
    workers, tell = how

    def told(job: run.Job, done: int, total: int) -> None:
        if done == total:
            tell(say("reproduce.ran", lang, notebook=Path(job.notebook).stem))

    jobs = [
        run.Job(
            path,
            folder / path.name,
            {"lang": lang, "assume": assume, "charts_to": path.stem},
        )
        for path in notebooks
    ]
    runs = run.run_many(jobs, workers=workers, folder=folder, progress=told)
    found = {path.stem: result_of(one.output) for path, one in zip(notebooks, runs, strict=True)}
    for name, study in found.items():
        if not study.get("figures"):
            raise CheckError(message("reproduce.no_result", notebook=name))
    return runs, found


def _named(study: Mapping[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """Yield figures under a name that is unique over all studies."""
    key = {"figures": "figure", "headlines": "id"}[kind]
    for one in study[kind]:
        yield {**one, key: f"{study['study']}.{one[key]}"}


def _assumed(study: Mapping[str, Any]) -> set[str]:
    return {one["id"] for one in study["stands_on"]["assumptions"]}


def _moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Move]:
    for kind, key, value in (
        ("headlines", "id", "value"),
        ("figures", "figure", "recomputed"),
    ):
        was = {one[key]: one for one in _named(before, kind)}
        for one in _named(after, kind):
            # Words that name the assumed value change with it; the id does not.
            if one[key] in was and was[one[key]][value] != one[value]:
                yield Move(
                    figure=one[key],
                    label=was[one[key]]["label"],
                    unit=one["unit"],
                    before=was[one[key]][value],
                    after=one[value],
                    assumptions=tuple(one["assumptions"]),
                )


def _said(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"
