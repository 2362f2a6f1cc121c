"""Whole jobs, which span rooms: what one command of the programme does."""

from govlab.jobs._workshop import Workshop, run_workshop

__all__ = ["Workshop", "run_workshop"]
