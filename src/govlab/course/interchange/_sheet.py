"""Sheets of questions: workbooks and comma-separated text, one item a row."""

from govlab.course.interchange import _sheet_write
from govlab.course.interchange._lost import Format
from govlab.course.interchange._sheet_read import read_sheet

XLSX = Format("xlsx", (".xlsx",), read_sheet, _sheet_write.xlsx, keyless=True)
CSV = Format("csv", (".csv",), read_sheet, _sheet_write.csv, keyless=True)
