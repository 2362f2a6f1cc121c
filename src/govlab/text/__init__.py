"""Words: one message catalogue, Thai first and English beside it, and Thai order of names."""

from govlab.text._catalogue import LANGUAGES, Message, catalogue, check_language, message, say
from govlab.text._order import collation_key

__all__ = [
    "LANGUAGES",
    "Message",
    "catalogue",
    "check_language",
    "collation_key",
    "message",
    "say",
]
