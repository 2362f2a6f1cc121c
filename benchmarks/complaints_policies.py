"""A trainer's question answered in class: 50 policies, 1,000 replications, ten years each.

Two processes at 23 complaints a month, 50 policies each (numbers of officers, sizes of the
board's meeting, numbers of inquiries): the reference model that other engines can run too,
for which the promise is made, and Bangkok, which has twice its visits, an office calendar
and deadlines, and is printed beside it. Both by
:func:`govlab.complaints.simulation.sweep` in threads, with all indicators. Wall time is
what is promised, and processor time is printed beside it: on a machine that others use too
the wall says more about them. Then the gain of common random numbers in the contrast of
five and six officers: the variance of a difference of independent runs over that of paired
ones.

Run by ``python3 run.py bench``; ``--replications N`` for a look.
"""

import sys
import time
from os import cpu_count

from govlab import complaints
from govlab.complaints import simulation

SEED = 2566
DAYS = 3_653
REPLICATIONS = 1_000
GRIDS = {
    "reference": {
        "resources.triage_officers.capacity": [1, 2, 3, 4, 5],
        "resources.centre_board.meetings.capacity": [2, 3, 4, 5, 6],
        "resources.inquiry_panels.capacity": [4, 5],
    },
    "bangkok": {
        "resources.checkers.capacity": [4, 5, 6, 7, 8],
        "resources.centre_board.meetings.capacity": [4, 6, 8, 10, 12],
        "resources.subcommittees.capacity": [2, 4],
    },
}
# The reference model has 304.375 complaints a month.
RATES = {"reference": {"channels.*.a_month": f"x{23 / 304.375}"}, "bangkok": {}}
PROMISED = "reference"
MOST_SECONDS, LEAST_RATIO = 30.0, 50.0
# Officers at the first stage of the two processes, and days of a replication.
CONTRASTS = {
    "reference": ("resources.triage_officers.capacity", 1_000),
    "bangkok": ("resources.checkers.capacity", DAYS),
}
SHOWN = ("time_in_system", "backlog", "unfinished")


def swept(name, replications):
    """Return wall and processor seconds of a sweep, and the cases that came."""
    points = simulation.variants(name, grid=GRIDS[name], overrides=RATES[name])
    simulation.sweep(points[:1], days=400, seed=SEED, replications=2)  # compiled
    work = simulation.Work(on="threads", workers=cpu_count())
    wall, spent = time.perf_counter(), time.process_time()
    found = simulation.sweep(points, days=DAYS, seed=SEED, replications=replications, work=work)
    months = DAYS / (365.25 / 12)
    cases = sum(one.of("cases_a_month").sum() * months for one in found.runs.values())
    return time.perf_counter() - wall, time.process_time() - spent, len(points), cases


def gained(name, replications=200):
    """Return the comparison of five and six officers."""
    path, days = CONTRASTS[name]
    processes = {str(n): complaints.process(name, overrides={path: n}) for n in (5, 6)}
    return simulation.compare(processes, days=days, seed=SEED, replications=replications)


def main(arguments):
    """Print the claims, and end with an error when one is not held."""
    replications = REPLICATIONS
    if arguments[:1] == ["--replications"]:
        replications = int(arguments[1])
    held = True
    for name in GRIDS:
        wall, spent, policies, cases = swept(name, replications)
        told = "printed beside"
        if name == PROMISED:
            held = wall * REPLICATIONS / replications <= MOST_SECONDS
            told = f"at most {MOST_SECONDS:g} s of wall for {REPLICATIONS:,}: " + (
                "held" if held else "NOT HELD"
            )
        print(
            f"complaints sweep, {name}: {policies} policies x {replications:,} replications x "
            f"10 years, {cases:,.0f} cases: wall {wall:.1f} s, processors {spent:.1f} s "
            f"({cases / spent:,.0f} cases/CPU s; {told})",
            flush=True,
        )
    best = 0.0
    for name in CONTRASTS:
        found = gained(name)
        for indicator in SHOWN:
            one = found.difference("6", indicator)
            best = max(best, one.ratio if indicator == SHOWN[0] else 0.0)
            print(
                f"complaints five or six officers, {name:9} {indicator:15} "
                f"difference {one.paired.mean:+.4f} +- {one.paired.half_width:.4f}, independent "
                f"+- {one.independent:.4f}: variance cut {one.ratio:.1f} times",
                flush=True,
            )
    cut = best >= LEAST_RATIO
    print(
        f"complaints common random numbers: {best:.1f} times in time in system "
        f"(at least {LEAST_RATIO:g}: {'held' if cut else 'NOT HELD'})"
    )
    if not (held and cut):
        sys.exit("complaints policies: not held")


if __name__ == "__main__":
    main(sys.argv[1:])
