"""The noise of simulated agencies, shown: tables and pictures for a reader.

>>> from govlab.ita import method, noise_shown, respondents
>>> made = respondents.simulate(method(2564), seed=2567, staff=40, clients=40)
>>> noise_shown.error_table(made, "en").iloc[:, :4].to_numpy().tolist()[0]
['IIT', '30', '40', '86.80']
"""

from govlab.ita._noise_charts import chance_chart, rank_chart
from govlab.ita._noise_tables import (
    chance_table,
    chances,
    coverage,
    coverage_table,
    error_table,
    sample_table,
    silent_table,
)
from govlab.ita._office import Office, office

__all__ = [
    "Office",
    "chance_chart",
    "chance_table",
    "chances",
    "coverage",
    "coverage_table",
    "error_table",
    "office",
    "rank_chart",
    "sample_table",
    "silent_table",
]
