"""The noise of the assessment: standard errors, probabilities of grades, ranks, samples.

Plain arrays in and out, so that 8,323 agencies take milliseconds:

>>> from govlab.ita import noise
>>> bands = [("pass", 85, 0), ("not", 0, 0)]
>>> noise.grade_probabilities([84, 83, 86], [2.6, 3.1, 0], [0.3, 0.3, 0.4], bands).round(2)
array([[0.34, 0.66]])
"""

from govlab.ita._error import Sampled, sampling_error
from govlab.ita._error_bootstrap import Replicates, bootstrap
from govlab.ita._error_moments import moments_error, products_error
from govlab.ita._error_response import Sensitivity, response_sensitivity
from govlab.ita._error_total import total_degrees, total_error, total_interval
from govlab.ita._grades_probability import grade_probabilities
from govlab.ita._ranks import Ranks, ranks
from govlab.ita._sample import sample_size, samples_for_total

__all__ = [
    "Ranks",
    "Replicates",
    "Sampled",
    "Sensitivity",
    "bootstrap",
    "grade_probabilities",
    "moments_error",
    "products_error",
    "ranks",
    "response_sensitivity",
    "sample_size",
    "samples_for_total",
    "sampling_error",
    "total_degrees",
    "total_error",
    "total_interval",
]
