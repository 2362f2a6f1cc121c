"""The contracts themselves: unambiguous, documented, and said in both languages."""

from pathlib import Path

import pytest

from govlab import errors, tables
from govlab.tables._headings import fold
from govlab.tables.render_contracts import main, render

PAGE = Path(__file__).parents[2] / "docs" / "contracts.md"


def test_page_is_rendered_from_the_contracts():
    """docs/contracts.md equals what the contracts say; renew it by the command in its head."""
    assert PAGE.read_text(encoding="utf-8") == render()


def test_command_writes_the_page(tmp_path):
    """The renewal command writes exactly what the test compares."""
    main([str(tmp_path / "contracts.md")])
    assert (tmp_path / "contracts.md").read_bytes() == render().encode()


@pytest.mark.parametrize("table", tables.CONTRACTS.values(), ids=lambda table: table.name)
def test_no_heading_names_two_columns(table):
    """Within a table a heading names one column only, whatever its case or punctuation."""
    owners = {}
    for column in table.columns:
        for heading in (*column.accepted, *column.continued):
            assert owners.setdefault(fold(heading), column.name) == column.name, heading


@pytest.mark.parametrize("table", tables.CONTRACTS.values(), ids=lambda table: table.name)
def test_no_value_stands_for_two_choices(table):
    """Within a choice a word stands for one value only."""
    for column in table.columns:
        words = [fold(w) for v, others in column.choices.items() for w in (v, *others)]
        assert len(words) == len(set(words)), column.name


@pytest.mark.parametrize("table", tables.CONTRACTS.values(), ids=lambda table: table.name)
def test_keys_and_rules_name_columns(table):
    """Keys and row rules speak only of columns that the table has."""
    names = {column.name for column in table.columns}
    assert names.issuperset(table.key)
    assert all(names.issuperset(rule.columns) for rule in table.rules)


def test_unknown_table_names_the_known_ones():
    """Asking for a table that does not exist says which ones do."""
    with pytest.raises(errors.UnknownNameError, match=r"rooster.*must be one of roster, responses"):
        tables.contract("rooster")
