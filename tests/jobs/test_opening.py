"""Opening a sitting: the form comes from the cohort's secret and stays as it was drawn."""

import json
import stat

import pytest

from govlab import cli, home, jobs
from govlab.errors import ConflictError, InputError

CURRICULUM, COHORT = "governance", "2570-1"


@pytest.fixture
def state(tmp_path):
    return home.Home(tmp_path).state


def opened(state, form, **more):
    return jobs.open_sitting(jobs.Opening(CURRICULUM, COHORT, form, **more), state)


def codes(snapshot):
    return {one.code for one in snapshot.items}


def test_a_sitting_is_opened_once(state):
    """Opening it again gives the very same form."""
    assert opened(state, "post").sha256 == opened(state, "post").sha256


def test_two_cohorts_get_different_forms(tmp_path):
    """A secret belongs to its cohort: nobody draws another's form from the public bank."""
    forms = {opened(home.Home(tmp_path).state, "post").sha256}
    for number in range(3):
        other = jobs.Opening(CURRICULUM, f"other-{number}", "post")
        forms.add(jobs.open_sitting(other, home.Home(tmp_path).state).sha256)
    assert len(forms) == 4


def test_the_secret_is_for_the_office_alone(state):
    """It is 32 bytes that only the owner may read, and no record repeats it."""
    opened(state, "post")
    [path] = (state / "secrets").glob("*.key")
    assert len(path.read_bytes()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    records = [one.read_text(encoding="utf-8") for one in state.rglob("sitting.json")]
    assert records
    assert not any(path.read_bytes().hex() in one for one in records)


def test_forms_of_the_series_share_no_item(state):
    """Before, after and 60 days later, a cohort is asked different items."""
    pre, post, later = (opened(state, name) for name in ("pre", "post", "follow-up"))
    scored = [{one.code for one in snapshot.scored} for snapshot in (pre, post, later)]
    assert not scored[0] & scored[1]
    assert not scored[0] & scored[2]
    assert not scored[1] & scored[2]


def test_a_re_sit_asks_nothing_of_the_sittings_before(state):
    """It takes up the missed objective from items that the cohort has not seen."""
    before = codes(opened(state, "pre")) | codes(opened(state, "post"))
    again = opened(state, "resit", missed=["interests/gifts"])
    assert codes(again)
    assert not codes(again) & before
    assert {f"{one.module}/{one.objective}" for one in again.scored} == {"interests/gifts"}


def test_a_follow_up_after_a_re_sit_asks_nothing_of_it(state):
    """Sixty days later nobody meets an item of the re-sit again."""
    opened(state, "post")
    again = opened(state, "resit", missed=["complaint/route"])
    later = opened(state, "follow-up")
    assert not codes(again) & {one.code for one in later.scored}


def test_an_opened_sitting_stays_as_it_was_opened(state):
    """Other modules or another seed are refused, not silently passed over."""
    opened(state, "post")
    with pytest.raises(ConflictError, match="opened with --taught"):
        opened(state, "post", taught=["interests"])
    with pytest.raises(ConflictError, match="cohort's secret"):
        opened(state, "post", seed=1)


@pytest.mark.parametrize("written", ["๒๕๗๐-๑", " 2570-1 "])
def test_a_cohort_is_one_however_it_is_written(state, written):
    """Thai digits and stray spaces draw no second form."""
    first = opened(state, "post")
    again = jobs.open_sitting(jobs.Opening(CURRICULUM, written, "post"), state)
    assert again.sha256 == first.sha256
    assert jobs.opened_forms(jobs.Opening(CURRICULUM, written, "post"), state) == ("post",)


def test_a_cohort_without_a_name_is_refused(state):
    """An empty name would collect everybody's forms."""
    with pytest.raises(InputError, match="--cohort"):
        jobs.open_sitting(jobs.Opening(CURRICULUM, " ", "post"), state)


def test_the_verb_opens_the_sitting_and_hides_the_key(tmp_path, capsys):
    """`course form --cohort` prints the form that the workshop will score."""
    argv = ("course", "form", CURRICULUM, "--blueprint", "post", "--cohort", COHORT)
    assert cli.main([*argv, "--home", str(tmp_path), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"form"}
    assert shown["form"]["id"] == opened(home.Home(tmp_path).state, "post").form_id
