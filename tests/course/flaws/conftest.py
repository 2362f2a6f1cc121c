"""Lets the tests of this folder read the labelled items."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
