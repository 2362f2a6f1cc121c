"""Many agencies in one table: exact counts, noise of the line, funnels.

>>> import pandas as pd
>>> from govlab.ita import method, portfolios
>>> rows = pd.DataFrame({"unit": ["ก", "ข"], "total": [92.1, 84.2]})
>>> portfolios.portfolio(rows, method(2564)).passing.as_dict()["reached"]
1
"""

from govlab.ita._funnel import funnel, near_chart
from govlab.ita._portfolio import Portfolio, portfolio
from govlab.ita._portfolio_kpi import Kpi
from govlab.ita._portfolio_made import made_up
from govlab.ita._portfolio_opened import Opened, opened
from govlab.ita._portfolio_read import read_portfolio
from govlab.ita._portfolio_tables import grade_table, kpi_table, near_table, pictures

__all__ = [
    "Kpi",
    "Opened",
    "Portfolio",
    "funnel",
    "grade_table",
    "kpi_table",
    "made_up",
    "near_chart",
    "near_table",
    "opened",
    "pictures",
    "portfolio",
    "read_portfolio",
]
