"""How many changed digits does the audit catch, with every checksum renewed?

One digit at a time is changed in a copy of the datasets, the digests in the datapackage
are renewed as an insider would (``datasets.seal``), and ``datasets.audit`` and
``datasets.verify`` are asked. A digit counts as caught by *meaning* when a rule about
words or arithmetic finds it (quoted, stated, identity, cited, agrees, the schema), and by
the *quote's digest* when only ``quotes.sha256`` does, which sealing never renews.

    python benchmarks/digits.py --changes 200 --seed 2567

Prints one JSON document; the exit code is 1 when less than ``--least`` percent is caught.
"""

import argparse
import collections
import csv
import io
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from govlab import chance, datasets, files, home

DIGIT = re.compile(r"[0-9๐-๙]")
THAI = "๐๑๒๓๔๕๖๗๘๙"


def digits_of(folder):
    """Return (file, offset) of every digit in the cells of tables and the values of trees."""
    found = []
    for one in datasets.resources(home.Home(folder.parent)):
        text = one.path.read_text(encoding="utf-8")
        begin = text.index("\n") + 1 if one.tabular else 0
        for hit in DIGIT.finditer(text, begin):
            line = text[text.rfind("\n", 0, hit.start()) + 1 : hit.start()]
            if one.tabular or not line.lstrip().startswith("#"):
                found.append((one.name, hit.start()))
    return found


def column_of(one, text, offset):
    """Return the column, or the path's last name in a tree, that holds the offset."""
    if not one.tabular:
        line = text[text.rfind("\n", 0, offset) + 1 : text.find("\n", offset)]
        return line.strip(" -{").partition(":")[0]
    head = next(csv.reader(io.StringIO(text)))
    # The cell is known by reading the record up to the digit.
    start = 0
    for record in _records(text):
        if start <= offset < start + len(record):
            cells = next(csv.reader(io.StringIO(record[: offset - start] + "x")))
            return head[len(cells) - 1]
        start += len(record)
    return "?"


def _records(text):
    record, quoted = "", False
    for line in text.splitlines(keepends=True):
        record += line
        quoted ^= line.count('"') % 2 == 1
        if not quoted:
            yield record
            record = ""


def other_digit(digit, stream):
    """Return another digit of the same script."""
    script = THAI if digit in THAI else "0123456789"
    return script[(script.index(digit) + 1 + stream.below(9)) % 10]


def rules_that_find(place):
    """Return the rules with a finding; a file that no longer reads is caught by reading."""
    try:
        return {one.rule for one in datasets.verify(place) + datasets.audit(place)}
    except Exception as fault:  # noqa: BLE001 - whatever stops the reader has been noticed
        return {f"unreadable: {type(fault).__name__}"}


def run(changes, seed):
    """Return what was caught of `changes` changed digits, and by what."""
    stream = chance.Stream(seed, "changed digits")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "datasets"
        shutil.copytree(home.find().folder("datasets"), folder)
        place = home.Home(Path(made))
        if rules_that_find(place):
            sys.exit("the datasets must be sound before digits are changed: govlab datasets audit")
        every = digits_of(folder)
        quotes = (folder / "quotes.sha256").read_bytes()
        by = {one.name: one for one in datasets.resources(place)}
        caught = collections.Counter()
        missed, share = [], collections.Counter()
        for _ in range(changes):
            name, offset = every[stream.below(len(every))]
            path = by[name].path
            text = path.read_text(encoding="utf-8")
            new = other_digit(text[offset], stream)
            files.write_atomic(path, text[:offset] + new + text[offset + 1 :])
            datasets.seal(place)
            rules = rules_that_find(place)
            share[name] += 1
            if rules - {"frozen"}:
                caught["meaning"] += 1
            elif rules:
                caught["digest of the quote"] += 1
            else:
                column = column_of(by[name], text, offset)
                around = text[max(0, offset - 25) : offset + 25].replace("\n", " ")
                missed.append({"dataset": name, "column": column, "around": around, "new": new})
            files.write_atomic(path, text)
            datasets.seal(place)
            # Sealing adds digests for ids that a change has made up; take them away again.
            files.write_atomic(folder / "quotes.sha256", quotes)
        return {
            "digits": len(every),
            "changes": changes,
            "seed": seed,
            "caught_percent": round(100 * sum(caught.values()) / changes, 1),
            "caught_by": dict(caught),
            "by_dataset": dict(share.most_common()),
            "only_a_checksum": missed,
        }


def main():
    """Print the figures; 1 when too few are caught."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--changes", type=int, default=200)
    asked.add_argument("--seed", type=int, default=2567)
    asked.add_argument("--least", type=float, default=95.0, help="percent that must be caught")
    given = asked.parse_args()
    found = run(given.changes, given.seed)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0 if found["caught_percent"] >= given.least else 1


if __name__ == "__main__":
    sys.exit(main())
