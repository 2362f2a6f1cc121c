"""The table of a portfolio: one row an agency, scores with what their noise rests on."""

from pathlib import Path
from typing import TYPE_CHECKING

from govlab.ita._read_rows import summaries
from govlab.tables import Column, Contract, RowRule, contract, read_raw
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

_INSTRUMENTS = ("IIT", "EIT", "OIT")


def _not_more(instrument: str) -> RowRule:
    n, population = f"n_{instrument}", f"population_{instrument}"

    def holds(frame: "pd.DataFrame") -> "pd.Series[bool]":
        given = frame[n].notna() & frame[population].notna()
        return ~given | (frame[n] <= frame[population]).fillna(value=True).astype(bool)

    return RowRule(
        columns=(n, population),
        holds=holds,
        words=message("ita_error.more_than_all", n=n, population=population),
    )


def _has_score(frame: "pd.DataFrame") -> "pd.Series[bool]":
    whole = frame[list(_INSTRUMENTS)].notna().all(axis=1)
    return whole | frame["total"].notna()


def _score(code: str, th: str, en: str, *headings: str) -> Column:
    return Column(code, "number", th, en, low=0, high=100, unit="points", headings=headings)


def _count(code: str, th: str, en: str, *headings: str) -> Column:
    return Column(code, "integer", th, en, low=1, headings=headings)


PORTFOLIO = Contract(
    name="ita_portfolio",
    th="หน่วยงานหนึ่งแห่งในปีงบประมาณหนึ่ง",
    en="one agency in one fiscal year",
    key=("unit",),
    columns=(
        contract("ita_long")["unit"],
        Column("group", "text", "กลุ่มหน่วยงาน", "group", headings=("กลุ่ม", "สังกัด", "ประเภท")),
        _score("IIT", "คะแนน IIT", "score of IIT", "คะแนน IIT"),
        _score("EIT", "คะแนน EIT", "score of EIT", "คะแนน EIT"),
        _score("OIT", "คะแนน OIT", "score of OIT", "คะแนน OIT"),
        _score("total", "คะแนนรวม", "total", "คะแนนรวม", "คะแนน ITA", "ITA", "คะแนน"),
        _count("n_IIT", "ผู้ตอบ IIT", "respondents of IIT", "ผู้ตอบ IIT", "จำนวนผู้ตอบ IIT"),
        _count("n_EIT", "ผู้ตอบ EIT", "respondents of EIT", "ผู้ตอบ EIT", "จำนวนผู้ตอบ EIT"),
        _count("population_IIT", "ประชากร IIT", "population of IIT", "ประชากร IIT", "บุคลากร"),
        _count("population_EIT", "ประชากร EIT", "population of EIT", "ประชากร EIT", "ผู้มีส่วนได้เสีย"),
        _score("error_IIT", "ความคลาดเคลื่อนมาตรฐาน IIT", "standard error of IIT", "SE IIT"),
        _score("error_EIT", "ความคลาดเคลื่อนมาตรฐาน EIT", "standard error of EIT", "SE EIT"),
        Column(
            "no_gift",
            "choice",
            "ประกาศ No Gift Policy แล้ว",
            "has declared the No Gift Policy",
            choices={
                "yes": ("มี", "ใช่", "ประกาศ", "ประกาศแล้ว", "true", "1"),
                "no": ("ไม่มี", "ไม่ใช่", "ยังไม่ประกาศ", "ไม่ประกาศ", "false", "0"),
            },
            headings=("No Gift Policy", "ประกาศ No Gift Policy", "ไม่รับของขวัญ"),
        ),
        Column("synthetic", "boolean", "ข้อมูลสังเคราะห์", "made up", headings=("ข้อมูลสังเคราะห์",)),
    ),
    rules=(
        RowRule(
            columns=("total", *_INSTRUMENTS),
            holds=_has_score,
            words=message("ita_error.no_score"),
        ),
        RowRule(
            columns=("unit",),
            holds=lambda frame: ~frame["unit"].isin(list(summaries(frame["unit"].to_list()))),
            words=message("ita_read.summary_unit"),
        ),
        _not_more("IIT"),
        _not_more("EIT"),
    ),
)


def read_portfolio(path: str | Path) -> "pd.DataFrame":
    r"""Read the table of a portfolio: ``.xlsx`` or CSV, Thai or English headings.

    Parameters
    ----------
    path : str or Path
        One row an agency: ``unit``; the three instruments, the total or both; and,
        where known, ``group``, respondents, populations, standard errors, ``no_gift``.

    Raises
    ------
    TableError
        With everything that is wrong, by row and column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "กรม.csv")
    ...     _ = place.write_text("หน่วยงาน,คะแนน ITA\nกรมตัวอย่าง,๘๕.๐๑\n", encoding="utf-8")
    ...     read_portfolio(place)[["unit", "total"]].to_dict("records")
    [{'unit': 'กรมตัวอย่าง', 'total': 85.01}]
    """
    from govlab.tables._check import conform

    raw = read_raw(path, headings=PORTFOLIO.headings)
    frame = conform(raw, PORTFOLIO, {})
    frame["no_gift"] = frame["no_gift"].map({"yes": True, "no": False}).astype("boolean")
    return frame
