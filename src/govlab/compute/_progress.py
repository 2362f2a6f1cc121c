"""A bar that shows how far a map is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Lend a `progress` for :func:`run_map` that draws a bar on standard error.

    Nothing is drawn where standard error is not a terminal.

    Parameters
    ----------
    label : str
        What is being computed.

    Examples
    --------
    >>> with show_progress("replications") as progress:
    ...     progress(1, 2)
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        shown = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(shown, completed=done, total=total)
