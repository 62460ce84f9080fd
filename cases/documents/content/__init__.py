"""What a file holds: one of six kinds that can do no harm, or a reason why it is refused.

Only what is in the file counts, never its name or what the browser called it. Nothing here knows
Django or the database: it runs in a process of its own with limits (cases.documents.limited).
That is also the only one that loads what opens files (`examining`): a web process never does.
"""

from cases.documents.content.kinds import DOCX, EML, JPEG, ODT, PDF, PNG, Found, Refused, Why

__all__ = ["DOCX", "EML", "JPEG", "ODT", "PDF", "PNG", "Found", "Refused", "Why"]
