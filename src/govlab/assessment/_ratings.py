"""What people rated, joined to what they rated: answers in words get their points here.

A rated answer stands in a frame of responses as its ratings, ``criterion=points`` joined
by ``+``, so that whole columns can be graded by distinct answers; the words themselves
are not needed for a score.
"""

from typing import TYPE_CHECKING

from govlab.course.interactions import FreeText

if TYPE_CHECKING:
    import pandas as pd

    from govlab.course import Item, Snapshot

# A unit separator: no keyboard writes it.
_RATED = "\x1f"
_KEY = ["cohort", "person", "sitting", "attempt", "item"]


def counted(responses: "pd.DataFrame", snapshot: "Snapshot") -> "pd.DataFrame":
    """Return the rows of items that count; a form may begin with one that does not."""
    scored = {item.code for item in snapshot.scored}
    practice = {item.code for item in snapshot.asked} - scored
    return responses[~responses["item"].isin(list(practice))] if practice else responses


def rated(
    responses: "pd.DataFrame", snapshot: "Snapshot", ratings: "pd.DataFrame | None"
) -> "pd.DataFrame":
    """Return the responses, those in words replaced by their ratings where they have any."""
    worded = [item.code for item in snapshot.scored if isinstance(item.interaction, FreeText)]
    if not worded:
        return responses
    mine = responses["item"].isin(worded)
    # Whoever writes the mark of a rating into an answer has rated nothing.
    words = responses["response"].astype("str").str.lstrip(_RATED).where(mine)
    responses = responses.assign(response=words.where(mine, responses["response"]))
    if ratings is None:
        return responses
    pairs = ratings["criterion"].astype("str") + "=" + ratings["points"].astype("str")
    joined = pairs.groupby([ratings[name] for name in _KEY]).agg("+".join).rename("_rated")
    merged = responses.merge(joined, how="left", left_on=_KEY, right_index=True)
    given = merged["response"].notna() & (merged["response"] != "") & merged["item"].isin(worded)
    marks = (_RATED + merged["_rated"]).where(merged["_rated"].notna() & given)
    return merged.assign(response=marks.fillna(merged["response"])).drop(columns="_rated")


def read_response(text: str, item: "Item") -> "tuple[str, dict[str, int] | None]":
    """Return the one spelling of a response, and its ratings where it is rated.

    Raises
    ------
    InputError, UnknownNameError
        When it is no answer to the item.
    """
    if not text.startswith(_RATED):
        return item.response(text), None
    pairs = (part.split("=") for part in text.removeprefix(_RATED).split("+"))
    return text, {criterion: int(points) for criterion, points in pairs}
