"""The ITA as a composite indicator: other schemes, what each part does, what choices move.

Names are those of the field: schemes of weights, normalisation and aggregation, leave
one out, Sobol indices. Every choice is declared and checked before anything runs:

>>> import pandas as pd
>>> from govlab.ita import composite, method
>>> rows = {"unit": ["ก", "ข"], "IIT": [83.41, 80.79], "EIT": [92.21, 84.47]}
>>> rows |= {"OIT": [100, 97.5]}
>>> what = composite.components(pd.DataFrame(rows), method(2564))
>>> composite.compose(what, composite.Scheme(aggregation="geometric")).scores.round(2)
array([92.43, 88.27])
"""

from govlab.ita._composite import compare_schemes, compose, leave_one_out
from govlab.ita._composite_charts import (
    leave_one_out_chart,
    rank_chart,
    sobol_chart,
    weight_chart,
)
from govlab.ita._composite_gaming import missing_documents, obedient_respondents
from govlab.ita._composite_read import read_components, synthetic_components
from govlab.ita._composite_scheme import Scheme, schemes
from govlab.ita._composite_sensitivity import Uncertainty, sensitivity
from govlab.ita._composite_sobol import sobol
from govlab.ita._composite_structure import correlations, importance, reliability
from govlab.ita._composite_values import components
from govlab.ita._composite_words import titled
from govlab.ita._composite_years import compare_years, method_changes

__all__ = [
    "Scheme",
    "Uncertainty",
    "compare_schemes",
    "compare_years",
    "components",
    "compose",
    "correlations",
    "importance",
    "leave_one_out",
    "leave_one_out_chart",
    "method_changes",
    "missing_documents",
    "obedient_respondents",
    "rank_chart",
    "read_components",
    "reliability",
    "schemes",
    "sensitivity",
    "sobol",
    "sobol_chart",
    "synthetic_components",
    "titled",
    "weight_chart",
]
