"""Sobol indices against analytic functions, and what a country of agencies costs.

    python benchmarks/ita_sobol.py

Needs the extra ``research``. Functions, seeds and sample sizes are listed before anything
is drawn. For Ishigami's function and Sobol's G the indices of many seeds are held against
the analytic ones: the largest error at the largest sample must be below 0.02, errors must
shrink as the sample grows, and the 95 % intervals must hold the truth between 88 and
100 times in 100. Then every choice of a composite is opened for made-up portfolios of
159 and of 8,323 agencies, and time and memory are told. Exit code 1 when a check fails.
"""

import resource
import sys
import time

import numpy as np

from govlab import ita
from govlab.ita import composite, respondents

SEEDS = tuple(range(20))
SAMPLES = (256, 1024, 4096)
A = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
MOST_ERROR = 0.02
PORTFOLIOS = ((159, 1024), (8323, 64))


def ishigami(at: np.ndarray) -> np.ndarray:
    """Return Ishigami's function with a = 7, b = 0.1 over the unit cube."""
    x = np.pi * (2 * at - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g(at: np.ndarray) -> np.ndarray:
    """Return Sobol's G."""
    return np.prod((np.abs(4 * at - 2) + A) / (1 + A), axis=1)


def truths() -> dict[str, tuple[object, tuple[str, ...], np.ndarray, np.ndarray]]:
    """Return each function with its analytic indices."""
    b, a = 0.1, 7.0
    one = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    two, three = a**2 / 8, 8 * b**2 * np.pi**8 / 225
    whole = one + two + three
    part = 1 / 3 / (1 + A) ** 2
    all_ = np.prod(1 + part) - 1
    return {
        "ishigami": (
            ishigami,
            ("x1", "x2", "x3"),
            np.array([one, two, 0.0]) / whole,
            np.array([one + three, two, three]) / whole,
        ),
        "G": (
            g,
            tuple("abcde"),
            part / all_,
            part * np.prod(1 + part) / (1 + part) / all_,
        ),
    }


def functions() -> int:
    """Tell error and coverage of each function and sample size; return how many checks fail."""
    wrong = 0
    for name, (function, inputs, first, total) in truths().items():
        before = np.inf
        for samples in SAMPLES:
            started = time.perf_counter()
            found = [
                composite.sobol(function, inputs, samples=samples, seed=seed) for seed in SEEDS
            ]
            error = np.array([[one.first - first, one.total - total] for one in found])
            half = np.array([[one.first_half, one.total_half] for one in found])
            # Where the truth is 0 the interval may shrink to nothing.
            counted = half > 1e-9
            held = (np.abs(error) <= half)[counted].mean()
            mean = np.sqrt((error**2).mean())
            largest = np.abs(error).max()
            print(
                f"{name:>9} n={samples:<5} error: rms {mean:.4f}, largest {largest:.4f};"
                f" intervals hold {100 * held:.0f} % ({time.perf_counter() - started:.1f} s)"
            )
            wrong += mean > before
            before = mean
            wrong += not 0.88 <= held <= 1
        wrong += np.abs(error).max() > MOST_ERROR
    return wrong


def portfolios() -> None:
    """Tell what opening every choice costs for departments and for the country."""
    how = ita.method(2564)
    for agencies, samples in PORTFOLIOS:
        table = respondents.simulate(how, agencies, seed=2567).table()
        table = table.drop(columns=["fiscal_year", "total"])
        what = composite.components(table, how)
        started = time.perf_counter()
        found = composite.sensitivity(what, samples=samples, seed=1)
        took = time.perf_counter() - started
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{agencies} agencies, {found.evaluations} evaluations in {took:.1f} s"
            f" ({1000 * took / found.evaluations:.2f} ms each), peak {most:.0f} MB; mean rank"
            f" shift {found.shift.mean():.1f}"
        )
        for row in found.outputs["mean_rank_shift"].rows():
            print(
                f"  {row['factor']:<14} first {row['first']:.2f}"
                f" total {row['total']:.2f} ({row['total_low']:.2f}-{row['total_high']:.2f})"
            )


def main() -> int:
    """List what is drawn, draw it, and tell."""
    print(f"seeds {SEEDS[0]}-{SEEDS[-1]}, samples {SAMPLES}, portfolios {PORTFOLIOS}")
    wrong = functions()
    portfolios()
    print(f"{wrong} checks failed" if wrong else "all checks hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
