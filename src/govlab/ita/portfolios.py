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
from govlab.ita._portfolio_read import read_portfolio

__all__ = ["Kpi", "Portfolio", "funnel", "near_chart", "portfolio", "read_portfolio"]
