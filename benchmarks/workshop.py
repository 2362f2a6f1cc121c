"""The main job for sixty trainees, against its notebooks and certificates made bare.

The peer runs the same three notebooks in papermill with as many workers, and compiles the
same certificates with typst, one bare compile each. Printed by ``python3 run.py bench``.
"""

import contextlib
import io
import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from govlab import home, jobs

ROUNDS = 3
MOST = 1.3  # times the peer: what the main job promises
NOW = datetime(2026, 11, 22, tzinfo=UTC)
REPORT = "trainer/workshop_report"
NOTEBOOKS = (REPORT, "scenarios/ita_agency", "scenarios/complaints_bangkok")


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_notebooks(folder: Path) -> None:
    """Run the notebooks in plain papermill, as many side by side as there are processors."""
    import papermill

    source = home.find().folder("notebooks")

    def run(name: str) -> None:
        # By full path: papermill's cwd is the whole process', and the threads share it.
        given = {"results": str(folder / "report.json")} if name == REPORT else {}
        with contextlib.redirect_stderr(io.StringIO()):
            papermill.execute_notebook(
                source / f"{name}.ipynb",
                folder / f"bare-{Path(name).name}.ipynb",
                given,
                progress_bar=False,
                kernel_name="python3",
                shutdown_kernel="immediate",
            )

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, NOTEBOOKS))


def bare_certificates(certificates: list, folder: Path) -> None:  # type: ignore[type-arg]
    """Compile each certificate by a bare call of typst with the same template and font."""
    import typst

    from govlab.certificates import _render
    from govlab.charts import font_path

    for one in certificates:
        words = json.dumps(_render._words(one, "th"), ensure_ascii=False)  # noqa: SLF001
        pdf = typst.compile(
            _render.TEMPLATE,
            root=_render.TEMPLATE.parent,
            font_paths=[font_path("Regular").parent],
            ignore_system_fonts=True,
            sys_inputs={"data": words},
        )
        (folder / f"{one.serial}.pdf").write_bytes(pdf)


def main() -> None:
    """Print the claim and its parts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = home.Home(folder / "home")
        (folder / "home").mkdir()
        done = jobs.run_workshop(folder / "out", place=place, now=NOW)  # warm, and register filled
        issued = list(done.outcome.certificates)
        ours, notebooks, drawn = [], [], []
        for number in range(ROUNDS):
            fresh = home.Home(folder / f"home-{number}")
            fresh.root.mkdir()

            def job(fresh: home.Home = fresh, number: int = number) -> None:
                jobs.run_workshop(folder / f"out-{number}", place=fresh, now=NOW)

            ours.append(seconds(job))
            notebooks.append(seconds(lambda: bare_notebooks(folder / "out")))
            drawn.append(seconds(lambda: bare_certificates(issued, folder)))
        peer = min(notebooks) + min(drawn)
        ratio = min(ours) / peer
        print(
            f"jobs.run_workshop, 60 trainees, {len(issued)} certificates {min(ours):8.2f} s   "
            f"bare papermill {min(notebooks):.2f} s + bare typst {min(drawn):.2f} s   "
            f"ratio {ratio:.2f} (at most {MOST}: {'held' if ratio <= MOST else 'NOT HELD'})"
        )


if __name__ == "__main__":
    main()
