"""Ledgers: events that are only ever appended, chained by hashes, in SQLite or PostgreSQL."""

from govlab.ledger._event import CONTRACT, ERASED, Event, Head
from govlab.ledger._ledger import Ledger
from govlab.ledger._transaction import Transaction

__all__ = ["CONTRACT", "ERASED", "Event", "Head", "Ledger", "Transaction"]
