"""How well the rules of item writing find labelled flaws, and how often they cry wolf.

Prints one line a rule: recall and false alarms on the half of the labelled items that the
rules were developed on and on the half held out. Run by ``python3 run.py bench``.
"""

import sys
import time
from pathlib import Path

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "course" / "flaws"
sys.path.insert(0, str(LABELLED))

from labelled_items import measured, read  # noqa: E402  # the folder above is no package

HALVES = {"develop": "developed on", "hold": "held out"}
LEAST_RECALL, MOST_ALARMS = 0.9, 5.0


def main() -> None:
    """Print the table and end with an error when a rule does not hold its promise."""
    counts, spent, sides = {}, 0.0, 0
    for half in HALVES:
        items = read(half)
        sides += len(items)
        start = time.process_time()
        counts[half] = measured(items)
        spent += time.process_time() - start
    broken = []
    for rule in counts["hold"]:
        parts = []
        for half, name in HALVES.items():
            there, missed, others, alarms = counts[half][rule]
            recall = 1 - len(missed) / len(there)
            percent = 100 * len(alarms) / len(others)
            parts.append(f"{name}: recall {recall:.2f} of {len(there)}, alarms {percent:.1f} %")
            if recall < LEAST_RECALL or percent > MOST_ALARMS:
                broken.append(rule)
        print(f"flaws {rule:15} {'; '.join(parts)}")
    print(f"flaws {sides} sides of items, {len(counts['hold'])} rules, {spent:.2f} s of CPU")
    if broken:
        sys.exit(f"flaws: below recall {LEAST_RECALL} or above {MOST_ALARMS} %: {broken}")


if __name__ == "__main__":
    main()
