"""The one family of errors."""

import inspect
import pickle

import pytest

from govlab import errors
from govlab.text import message

FAMILY = [
    one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)
]


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_every_error_has_one_root_and_an_exit_code(kind):
    """Whatever govlab raises on purpose is a GovlabError that knows its exit code."""
    assert issubclass(kind, errors.GovlabError)
    assert kind.exit_code in {errors.CHECK_FAILED, errors.BAD_INPUT, errors.ENVIRONMENT_FAULT}


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.InputError, ValueError),
        (errors.MissingFileError, FileNotFoundError),
        (errors.UnknownNameError, LookupError),
        (errors.NotebookError, RuntimeError),
        (errors.FaultError, OSError),
        (errors.MissingExtraError, ImportError),
        (errors.TableError, ValueError),
    ],
)
def test_an_error_is_also_the_builtin_one_would_expect(kind, builtin):
    """Callers that know only Python's errors still catch ours."""
    with pytest.raises(builtin):
        raise kind("x (=1) must be 2")


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_an_error_crosses_a_process_border_whole(kind):
    """Pickling keeps the message in both languages, and a table's problems."""
    words = message("text.language_name")
    problem = errors.Problem("required", words, file="a.xlsx", row=3, column="ชื่อ", value=None)
    sent = kind(words, (problem,)) if kind is errors.TableError else kind(words)
    back = pickle.loads(pickle.dumps(sent))
    assert type(back) is kind
    assert (str(back), back.in_language("th")) == ("English", "ไทย")
    assert getattr(back, "problems", ()) == getattr(sent, "problems", ())


def test_a_problem_is_ready_for_json_in_either_language():
    """The JSON form holds place, value and the sentence in the language asked for."""
    problem = errors.Problem(
        "range", message("text.language_name"), row=2, column="คะแนน", value=101
    )
    assert problem.as_dict("th") == {
        "rule": "range",
        "file": None,
        "sheet": None,
        "row": 2,
        "column": "คะแนน",
        "value": "101",
        "message": "ไทย",
    }
