"""Kill the main job at thirty seeded points; each time the next run must complete it."""

import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "tests" / "faults" / "kill_workshops.py"
POINTS = 30


def main() -> None:
    """Print at how many points the job died; the script fails when a rerun does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(SCRIPT), folder, str(POINTS)]
        killed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    print(f"killed at {killed} of {POINTS} points; every rerun completed register and folder")


if __name__ == "__main__":
    main()
