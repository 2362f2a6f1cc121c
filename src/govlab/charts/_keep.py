"""Charts as files: each as PNG for a document and as SVG for print."""

from pathlib import Path

from govlab.charts._chart import Chart
from govlab.files import make_folder


def keep(folder: str | Path, **charts: Chart) -> list[Path]:
    """Write each chart into `folder` as ``NAME.png`` and ``NAME.svg``.

    Parameters
    ----------
    folder : str or Path
        Made when missing; an empty text keeps nothing, which is what a notebook wants
        that is only looked at.
    **charts : Chart
        By name; the name becomes the name of the file.

    Returns
    -------
    list of Path
        What was written.
    """
    if not str(folder):
        return []
    place = make_folder(Path(folder))
    return [
        chart.save(place / f"{name}{kind}")
        for name, chart in charts.items()
        for kind in (".png", ".svg")
    ]
