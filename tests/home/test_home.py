"""Where content and state are found."""

import pytest

from govlab import home
from govlab.errors import FaultError, MissingFileError, UnknownNameError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / home.MARKER).write_text("schema = 1\n", encoding="utf-8")
    return tmp_path


def test_a_named_home_comes_before_all_others(folder, tmp_path_factory):
    """--home wins over GOVLAB_HOME, and GOVLAB_HOME over the working folder."""
    other = tmp_path_factory.mktemp("other")
    found = home.find(other, environ={"GOVLAB_HOME": str(folder)}, start=folder)
    assert found.root == other.resolve()
    assert home.find(environ={"GOVLAB_HOME": str(other)}, start=folder).root == other.resolve()


def test_the_nearest_marked_folder_above_is_the_home(folder):
    """From a folder deep inside a home, the home is found."""
    deep = folder / "ก" / "ข"
    deep.mkdir(parents=True)
    assert home.find(environ={}, start=deep).root == folder.resolve()


def test_without_any_mark_the_shipped_content_serves(tmp_path):
    """A working folder without a home still reads datasets and notebooks."""
    found = home.find(environ={}, start=tmp_path)
    assert (found.folder("datasets") / "datapackage.json").is_file()


def test_content_that_a_home_lacks_is_taken_from_the_package(folder):
    """A home of one's own needs only what it changes."""
    found = home.find(folder)
    assert (found.folder("notebooks") / "scenarios").is_dir()
    (folder / "notebooks").mkdir()
    assert found.folder("notebooks") == folder.resolve() / "notebooks"


def test_state_is_made_in_the_home_and_nowhere_else(folder):
    """The state folder appears in the home on first use."""
    assert home.find(folder).state == folder.resolve() / "state"
    assert (folder / "state").is_dir()


def test_the_packaged_copy_keeps_no_state(tmp_path):
    """A read-only home says how to get a writable one."""
    with pytest.raises(FaultError, match=r"govlab\.toml"):
        _ = home.Home(tmp_path, writable=False).state
    assert not (tmp_path / "state").exists()


def test_a_state_folder_that_cannot_be_made_is_said(folder):
    """A file in the way of state/ is a fault with the path in it."""
    (folder / "state").write_text("", encoding="utf-8")
    with pytest.raises(FaultError, match="state"):
        _ = home.find(folder).state


@pytest.mark.parametrize("origin", ["--home", "GOVLAB_HOME"])
def test_a_home_that_is_not_there_is_refused_by_the_name_it_came_from(tmp_path, origin):
    """The message says whether the option or the variable is wrong."""
    gone = str(tmp_path / "ไม่มี")
    with pytest.raises(MissingFileError, match=origin):
        home.find(gone if origin == "--home" else None, environ={"GOVLAB_HOME": gone})


def test_only_three_folders_are_content(folder):
    """A name that is no content folder is refused with the three that are."""
    with pytest.raises(UnknownNameError, match="course"):
        home.find(folder).folder("state")
