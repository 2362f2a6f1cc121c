"""Run the command: ``python -m govlab``."""

import sys

from govlab.cli import main

sys.exit(main())
