"""What every test shares."""

from hypothesis import settings

# Rules are tried on many examples, none of them against a clock.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
