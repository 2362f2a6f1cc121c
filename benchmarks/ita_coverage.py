"""Coverage of the ITA's 95 % intervals over 2,000 simulated agencies.

    python benchmarks/ita_coverage.py

Seeds and populations are listed before anything is drawn. For every agency a whole
population answers (so the truth is known), the method's least sample is drawn from it,
and the intervals of IIT, EIT and the total are held against the truth. Exit code 1 when
the coverage of one of them lies outside 93-97 %. The probabilities of passing are held
against how many pass on the full count.
"""

import sys
import time

import numpy as np

from govlab import ita
from govlab.ita import noise
from govlab.ita.respondents import simulate

SEEDS = (2563, 2564, 2565, 2566)
# Expected scores of the populations: weak, middling, near the line, excellent.
TARGETS = ((70, 75), (80, 85), (85, 88), (95, 96))
STAFF = (35, 60, 120, 300, 800)
CLIENTS = (60, 200, 800, 3000)
REPEATS = 25
LOW, HIGH = 93.0, 97.0
WEIGHTS = np.array([0.3, 0.3, 0.4])
PASS = [("pass", 85.0, 0.0), ("not", 0.0, 0.0)]


def world(seed: int, target: tuple[int, int]) -> dict[str, np.ndarray]:
    """Return, for 500 agencies, whether each interval holds and the chance of passing."""
    sizes = [(s, c) for s in STAFF for c in CLIENTS for _ in range(REPEATS)]
    made = simulate(
        ita.method(2564),
        len(sizes),
        seed=seed,
        staff=[s for s, _ in sizes],
        clients=[c for _, c in sizes],
        target=dict(zip(("IIT", "EIT"), target, strict=True)),
        census=True,
    )
    table = made.table()
    scores = table[["IIT", "EIT", "OIT"]].to_numpy()
    errors = np.column_stack([table["error_IIT"], table["error_EIT"], np.zeros(len(table))])
    n = np.column_stack([table["n_IIT"], table["n_EIT"], np.zeros(len(table), dtype=int)])
    free = np.maximum(n - 1, 0)
    held = {}
    for place, code in enumerate(("IIT", "EIT")):
        one = np.eye(3)[place]
        low, high = noise.total_interval(scores[:, place], errors, one, free)
        held[code] = (low <= table[f"truth_{code}"]) & (table[f"truth_{code}"] <= high)
    low, high = noise.total_interval(table["total"].to_numpy(), errors, WEIGHTS, free)
    held["total"] = (low <= table["truth"]) & (table["truth"] <= high)
    chance = noise.grade_probabilities(scores, errors, WEIGHTS, PASS, n=n, places=None)[:, 0]
    return held | {"chance": chance, "passed": (table["truth"] >= 85).to_numpy()}


def main() -> int:
    """List the worlds, draw them, and tell the coverage."""
    print(f"seeds {SEEDS}; expected scores (IIT, EIT) {TARGETS}")
    print(f"staff {STAFF} x clients {CLIENTS} x {REPEATS} agencies; sample: the method's least")
    started = time.perf_counter()
    found = [world(seed, target) for seed, target in zip(SEEDS, TARGETS, strict=True)]
    agencies = sum(len(one["total"]) for one in found)
    print(f"{agencies} agencies in {time.perf_counter() - started:.0f} s")
    wrong = 0
    for code in ("IIT", "EIT", "total"):
        every = np.concatenate([one[code] for one in found])
        share = 100 * every.mean()
        wrong += not LOW <= share <= HIGH
        each = ", ".join(f"{100 * one[code].mean():.1f}" for one in found)
        print(f"{code:>6}: {share:.2f} % of 95 % intervals hold the truth (by world {each})")
    chance = np.concatenate([one["chance"] for one in found])
    passed = np.concatenate([one["passed"] for one in found])
    for low in np.arange(0, 1, 0.2):
        those = (chance >= low) & (chance < low + 0.2 + 1e-9 * (low > 0.7))
        if those.any():
            told, came = 100 * chance[those].mean(), 100 * passed[those].mean()
            print(f"chance of passing {told:5.1f} % told, {came:5.1f} % passed ({those.sum()})")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
