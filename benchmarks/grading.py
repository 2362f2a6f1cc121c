"""What grading a large cohort costs, against reading the same answers from Parquet.

Prints one line: 100,000 sittings of 40 items, a long table of 4 million rows. Run by
``python3 run.py bench``.
"""

import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from govlab import assessment
from govlab.course import Form, FormItem, Item, Option, Snapshot, Text
from govlab.course.interactions import Choice

ROUNDS = 3
SITTINGS, ITEMS = 100_000, 40
BUDGET = 5  # times the reading


def best(work: Callable[[], object]) -> float:
    """Return the shortest of several wall times, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def text(words: str) -> Text:
    """Return the same words in both languages."""
    return Text(words, words)


def snapshot() -> Snapshot:
    """Return a form of 40 items, every fourth with two right options."""
    letters = "abcd"
    items = tuple(
        Item(
            module="bench",
            id=f"i{number:02d}",
            version=1,
            use="practice",
            objective="speed",
            level="apply",
            points=1,
            sources=(),
            stem=text(f"Question {number}"),
            interaction=Choice(
                tuple(
                    Option(
                        one, text(one), one == "a" or (number % 4 == 0 and one == "c"), text("-")
                    )
                    for one in letters
                ),
                several=number % 4 == 0,
            ),
        )
        for number in range(ITEMS)
    )
    asked = tuple(FormItem(one.code, 1, one.type, 1, one.stem, ()) for one in items)
    form = Form("bench-1", "bench", "bench", text("Bench"), True, 100.0, asked)  # noqa: FBT003
    marks = Decimal(80)
    return Snapshot("bench", "1", text("Bench"), form, items, pass_mark=marks, target=marks)


def answers(form: Snapshot) -> pd.DataFrame:
    """Return the long table: the columns of contract `responses`, a row per answer."""
    rng = np.random.default_rng(1)
    given = np.array(["a", "b", "c", "d", "a+c", "a+b", None], dtype=object)
    odds = [0.5, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05]
    rows = SITTINGS * ITEMS
    codes = np.array([item.code for item in form.items], dtype=object)
    persons = np.array([f"P{number:06d}" for number in range(SITTINGS)], dtype=object)
    frame = pd.DataFrame(
        {
            "cohort": np.full(rows, "2567-1", dtype=object),
            "person": np.repeat(persons, ITEMS),
            "sitting": np.full(rows, "post", dtype=object),
            "attempt": 1,
            "item": np.tile(codes, SITTINGS),
            "form": np.full(rows, form.form_id, dtype=object),
            "version": np.full(rows, "1", dtype=object),
            "variant": np.full(rows, None, dtype=object),
            "position": np.tile(np.arange(1, ITEMS + 1), SITTINGS),
            "response": rng.choice(given, rows, p=odds),
            "time": np.full(rows, "2024-03-06T14:05:33+07:00", dtype=object),
        }
    )
    return frame.astype(dict.fromkeys(frame.columns.drop(["attempt", "position"]), "str"))


def main() -> None:
    """Print the claim."""
    form = snapshot()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "responses.parquet")
        answers(form).to_parquet(path)
        frame = pd.read_parquet(path)
        reading = best(lambda: pd.read_parquet(path))
        grading = best(lambda: assessment.grade(frame, form))
        results = assessment.grade(frame, form)
        tested = results.iloc[SITTINGS // 2]
        mine = frame[frame["person"] == tested["person"]]
        one = assessment.grade_person(
            dict(zip(mine["item"], mine["response"].fillna(""), strict=True)), form
        )
    if (one.score, one.passed) != (tested["score"], tested["passed"]):
        message = "grade and grade_person differ"
        raise SystemExit(message)
    print(
        f"{'assessment.grade, 100,000 sittings of 40 items':<46} {grading:7.3f} s   "
        f"reading them from Parquet {reading:7.3f} s   ratio {grading / reading:5.2f} "
        f"(budget {BUDGET})"
    )


if __name__ == "__main__":
    main()
