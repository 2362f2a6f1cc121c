"""Made-up respondents of agencies that do not exist, with a known truth.

What no source says about how people answer is a numbered assumption; everything that is
made says that it is synthetic:

>>> from govlab.ita import method, respondents
>>> respondents.simulate(method(2564), seed=2567, staff=40, clients=40).synthetic
True
"""

from govlab.ita._respondents import Simulation, simulate
from govlab.ita._respondents_model import Behaviour

__all__ = ["Behaviour", "Simulation", "simulate"]
