"""What checking a log costs: a million cases against every rule.

Prints CPU seconds; the log is simulated from the rich process that the engine is measured on:
priorities, a deadline for every case, office hours, a board. Run by ``python3 run.py bench``.
"""

import sys
import time

from govlab import complaints
from govlab.complaints import conformance
from govlab.complaints._simulate import simulate

CASES = 1_000_000
BUDGET = 10.0  # CPU seconds
A_DAY = 10  # cases that the process takes in
LARGER = 20  # times: so that the log has years, not centuries


def main(cases: int = CASES) -> None:
    """Print one line a claim."""
    small = complaints.process("rich")
    more = {f"channels.{name}.a_month": f"x{LARGER}" for name in small.channels}
    for name, one in small.resources.items():
        inner = "capacity" if one.meetings is None else "meetings.capacity"
        more[f"resources.{name}.{inner}"] = f"x{LARGER}"
    process = complaints.process("rich", overrides=more)
    log = simulate(process, days=cases // A_DAY // LARGER, seed=1).log()
    ids = log.events["case"].dtype
    begun = time.process_time()
    found = conformance.check(log, process)
    spent = time.process_time() - begun
    print(
        f"{len(log.cases):,} cases, {len(log.events):,} events, {len(found.checked)} rules: "
        f"{spent:.2f} CPU s ({len(log.cases) / spent:,.0f} cases/s), budget {BUDGET:g} s, "
        f"{len(found)} breaches; case column {ids}"
    )
    begun = time.process_time()
    conformance.clocks(log, process)
    print(f"the clocks alone, with reading the log: {time.process_time() - begun:.2f} CPU s")
    begun = time.process_time()
    conformance.mine(log)
    print(f"mining the same log: {time.process_time() - begun:.2f} CPU s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
