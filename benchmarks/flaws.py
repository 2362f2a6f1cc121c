"""How well the rules of item writing find labelled flaws, and how often they cry wolf.

Prints one line a rule: recall and false alarms on the labelled items that the rules were
developed on, on those held out, and on two parts written later to widen the lists of
words. Run by ``python3 run.py bench``.
"""

import sys
import time
from pathlib import Path

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "course" / "flaws"
sys.path.insert(0, str(LABELLED))

from labelled_items import measured, read  # noqa: E402  # the folder above is no package

from govlab.course.flaws import CLAIMED  # noqa: E402

PARTS = {"develop": "developed on", "hold": "held out", "fresh": "later", "probe": "last"}
HELD = ("develop", "hold")
LEAST_RECALL, MOST_ALARMS = 0.9, 5.0


def main() -> None:
    """Print the table and end with an error when a rule does not hold its promise."""
    counts, spent, sides = {}, 0.0, 0
    for part in PARTS:
        items = read(part)
        sides += len(items)
        start = time.process_time()
        counts[part] = measured(items)
        spent += time.process_time() - start
    broken = []
    for rule in counts["hold"]:
        words = []
        for part, name in PARTS.items():
            there, missed, others, alarms = counts[part][rule]
            if not there:
                continue
            recall = 1 - len(missed) / len(there)
            percent = 100 * len(alarms) / len(others)
            words.append(f"{name} {recall:.2f} of {len(there)}, alarms {percent:.1f} %")
            held = recall >= LEAST_RECALL and percent <= MOST_ALARMS
            if part in HELD and rule in CLAIMED and not held:
                broken.append(rule)
        print(f"flaws {rule:15} {'; '.join(words)}")
    print(f"flaws {sides} sides of items, {len(CLAIMED)} rules that claim, {spent:.2f} s of CPU")
    if broken:
        sys.exit(f"flaws: below recall {LEAST_RECALL} or above {MOST_ALARMS} %: {broken}")


if __name__ == "__main__":
    main()
