"""What every test shares."""

from hypothesis import settings

# Rules are tried on many examples, none of them against a clock and the same in every run;
# --hypothesis-profile=explore looks for new ones.
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same")
