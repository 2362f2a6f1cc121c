"""How it is scored: grades, the ladder of a cohort, the verdict on its target."""

__all__: list[str] = []
