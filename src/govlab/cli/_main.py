"""Entry: common options wherever they stand, errors as sentences, never a traceback."""

import sys
from collections.abc import Sequence

from govlab.cli._context import Context, hoist
from govlab.cli._help import speak
from govlab.cli._usage import explained
from govlab.errors import BAD_INPUT, ENVIRONMENT_FAULT, GovlabError, TableError
from govlab.text import say

# What typer returns when Ctrl-C stops a verb.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process when not given.
    """
    import typer

    from govlab.cli._app import app

    _speak_utf8()
    common, rest = hoist(sys.argv[1:] if argv is None else argv)
    context = Context.at_least(common)
    command = typer.main.get_command(app)
    try:
        context = Context.of(common)
        speak(command, context.lang)
        code = command(rest or ["--help"], prog_name="govlab", standalone_mode=False, obj=context)
    except (typer.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except typer.TyperException as wrong:
        context.fail("usage", explained(wrong, command, rest).in_language(context.lang))
        return BAD_INPUT
    except GovlabError as error:
        if context.debug:
            raise
        problems = error.problems if isinstance(error, TableError) else ()
        context.fail(
            type(error).__name__,
            error.in_language(context.lang),
            problems=[one.as_dict(context.lang) for one in problems],
        )
        return error.exit_code
    except Exception as bug:
        if context.debug:
            raise
        # A defect of ours: the reader gets one sentence, the developer --debug.
        fault = f"{type(bug).__name__}: {bug}"
        context.fail("defect", say("cli.defect", context.lang, fault=fault))
        return ENVIRONMENT_FAULT
    if code == _INTERRUPTED:
        context.fail("interrupted", say("cli.interrupted", context.lang))
        return ENVIRONMENT_FAULT
    return int(code or 0)


def _speak_utf8() -> None:
    """Make a console of another code page show Thai, or at least not fail on it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
