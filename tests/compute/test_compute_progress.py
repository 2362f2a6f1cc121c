"""The bar on standard error."""

from govlab.compute import run_map, show_progress


def test_bar_is_silent_where_nobody_watches(capfd):
    """Nothing is drawn where standard error is not a terminal."""
    with show_progress("งาน") as progress:
        run_map(lambda task, _: task, range(3), seed=1, progress=progress)
    assert capfd.readouterr() == ("", "")


def test_bar_shows_the_count_on_a_terminal(capfd, monkeypatch):
    """On a terminal, the bar shows label and count on standard error only."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with show_progress("งาน") as progress:
        run_map(lambda task, _: task, range(3), seed=1, progress=progress)
    out, err = capfd.readouterr()
    assert out == ""
    assert "งาน" in err
    assert "3/3" in err
