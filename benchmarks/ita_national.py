"""How long the country takes: 1.5 million respondents, 51 questions, 8,323 agencies.

A synthetic file is made by seed in a temporary folder. Each line gives the wall time of
pyarrow's bare read of the file and that of :func:`govlab.ita.score_national` (reading,
checking, scoring, standard errors, grade probabilities) in the same run, their ratio,
and that the ways through the file give the same bits. Run by ``python3 run.py bench``.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from govlab.ita import method, score_national

SEED = 2567
AGENCIES = 8323
SIZES = (10_000, 100_000, 500_000, 1_500_000)
ROUNDS = 7
MOST_RATIO, MOST_GIGABYTES = 3.0, 4.0
HOW = method(2564, accept_uncertain=True)


def made(folder, respondents):
    """Write a synthetic file of answers and return it with the scores beside it."""
    rng = np.random.default_rng([SEED, respondents])
    agencies = max(20, AGENCIES * respondents // SIZES[-1])
    least = 20
    sizes = least + rng.multinomial(
        respondents - least * agencies, rng.dirichlet(np.full(agencies, 2.0))
    )
    unit = np.repeat(np.arange(agencies, dtype=np.int32), sizes)
    person = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])
    level = rng.normal(0.8, 0.6, agencies)[unit] + rng.normal(0, 0.7, respondents)
    columns = {"unit": unit, "respondent": person}
    for code in HOW.codes("IIT", "response"):
        points = np.array(sorted(HOW.points(code)), dtype=np.int8)
        edges = [-1.2, -0.3, 0.7] if len(points) > 2 else [-1.2]
        columns[code] = points[np.digitize(level + rng.normal(0, 1, respondents), edges)]
    path = Path(folder, f"answers-{respondents}.parquet")
    pq.write_table(pa.table(columns), path, compression="zstd")
    others = pd.DataFrame(
        {
            "unit": np.arange(agencies),
            "EIT": rng.uniform(70, 100, agencies).round(2),
            "EIT_error": 1.5,
            "OIT": rng.uniform(60, 100, agencies).round(2),
        }
    )
    return path, others, pd.DataFrame({"unit": np.arange(agencies), "IIT": sizes * 3})


def timed(work):
    """Return the wall time of `work` and what it returned."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def same(one, other):
    """Say whether two results are the same to the last bit."""
    return one.frame.equals(other.frame) and one.errors.equals(other.errors)


def peak():
    """Return the most memory this process has held, in gigabytes; 0 where nobody counts."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def main():
    """Print a line a size and a way, and end with an error when a promise is not held."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for respondents in SIZES:
            path, others, persons = made(folder, respondents)

            def scored(way, path=path, others=others, persons=persons):
                return score_national(path, HOW, others=others, population=persons, way_through=way)

            pairs = []
            for _ in range(ROUNDS):
                read, _table = timed(lambda path=path: pq.read_table(path))
                spent, whole = timed(lambda: scored("memory"))
                pairs.append((spent / read, read, spent))
            ratio, read, spent = sorted(pairs)[len(pairs) // 2]
            print(
                f"ita national n={respondents:>9,} agencies={len(others):>5,} "
                f"read {read:.3f} s, scored {spent:.3f} s, ratio {ratio:.2f} "
                f"(of {ROUNDS}: {min(pairs)[0]:.2f}-{max(pairs)[0]:.2f})"
            )
            worst = ratio if respondents == SIZES[-1] else worst
            for way in ("partitions", "duckdb"):
                spent, other = timed(lambda way=way: scored(way))
                agrees = same(whole, other)
                print(f"ita national n={respondents:>9,} {way}: {spent:.3f} s, same bits: {agrees}")
                if not agrees:
                    sys.exit(f"ita national: {way} differs")
    print(f"ita national peak memory {peak():.2f} GB")
    if worst > MOST_RATIO or peak() > MOST_GIGABYTES:
        sys.exit(f"ita national: ratio {worst:.2f}, memory {peak():.2f} GB")


if __name__ == "__main__":
    main()
