"""Collection over the season: the chance that every office finishes in time.

>>> from govlab.ita import seasons
>>> seasons.season().done
{'IIT': 22, 'EIT': 12}
"""

from govlab.ita._season import Pace, Season, season
from govlab.ita._season_chart import season_chart
from govlab.ita._season_what_if import (
    ASSUMPTIONS,
    assumptions_chart,
    effort_chart,
    effort_for,
    effort_words,
    hurried,
    snapshot,
    what_if,
)

__all__ = [
    "ASSUMPTIONS",
    "Pace",
    "Season",
    "assumptions_chart",
    "effort_chart",
    "effort_for",
    "effort_words",
    "hurried",
    "season",
    "season_chart",
    "snapshot",
    "what_if",
]
