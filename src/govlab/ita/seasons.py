"""Collection over the season: the chance that every office finishes in time.

>>> from govlab.ita import seasons
>>> seasons.season().done
{'IIT': 22, 'EIT': 12}
"""

from govlab.ita._season import Pace, Season, season
from govlab.ita._season_chart import season_chart

__all__ = ["Pace", "Season", "season", "season_chart"]
