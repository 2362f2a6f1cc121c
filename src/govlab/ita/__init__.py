"""The Integrity and Transparency Assessment: methods as data, scores that reproduce.

>>> from govlab.ita import method, score
>>> result = score(method(2564), {"IIT": 83.41, "EIT": 92.21, "OIT": 100})
>>> result.published, result.grade
(Decimal('92.69'), 'A')
"""

from govlab.ita._agency import Reproduction, reproduce
from govlab.ita._chart import chart
from govlab.ita._check import read_ita
from govlab.ita._method import Band, Instrument, Method, method, methods
from govlab.ita._national import score_national
from govlab.ita._published_agency import agency_study
from govlab.ita._published_nation import nation, nation_study
from govlab.ita._score import Score, score
from govlab.ita._score_table import Scores, score_table
from govlab.ita._score_weights import effective_weights

__all__ = [
    "Band",
    "Instrument",
    "Method",
    "Reproduction",
    "Score",
    "Scores",
    "agency_study",
    "chart",
    "effective_weights",
    "method",
    "methods",
    "nation",
    "nation_study",
    "read_ita",
    "reproduce",
    "score",
    "score_national",
    "score_table",
]
