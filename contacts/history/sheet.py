"""The columns of the list of contacts, on screen and in a sheet."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.history.rows import Row
from kcc.lib.columns import Cell, Column


def _who(row: Row) -> str:
    return gettext("confidential") if row.secret else row.who


def _asks_status(row: Row) -> str:
    return gettext("Yes") if row.asks_status else gettext("No")


MOMENT = Cell(_("Moment"), lambda row: row.started_at)
CHANNEL = Cell(_("Channel"), lambda row: row.channel)
DIRECTION = Cell(_("Direction"), lambda row: row.direction_label)
WHO = Cell(_("Who"), _who)
SUBJECT = Cell(_("Subject"), lambda row: row.subject)
NOTE = Cell(_("Note"), lambda row: row.note)
OUTCOME = Cell(_("Outcome"), lambda row: row.outcome)
DEPARTMENT = Cell(_("Department"), lambda row: row.department)
REPEAT = Cell(_("Repeat contact"), lambda row: row.repeat_label)
STATUS = Cell(_("Status question"), _asks_status)
TALK = Cell(_("Talk in seconds"), lambda row: row.talk_seconds)
CONTACT = Cell(_("Contact"), lambda row: str(row.contact_id))

COLUMNS = (
    Column("moment", _("Moment"), fixed=True, first="-", cells=[MOMENT]),
    Column("who", _("Who"), sort=False, cells=[WHO]),
    Column("subject", _("Subject"), cells=[SUBJECT, NOTE]),
    Column("outcome", _("Outcome"), cells=[OUTCOME]),
    Column("department", _("Department"), cells=[DEPARTMENT]),
    Column("channel", _("Channel"), cells=[CHANNEL, DIRECTION]),
    Column("repeat", _("Repeat contact"), sort=False, cells=[REPEAT]),
    Column("asks_status", _("Status question"), sort=False, cells=[STATUS]),
    Column("talk", _("Talk"), first="-", css="num", cells=[TALK]),
)
USUAL = ("moment", "who", "subject", "outcome", "department", "channel", "talk")
# What a sheet holds of which no columns were chosen.
EVERYTHING = (
    Column(
        "everything", _("Everything"),
        cells=[
            MOMENT, CHANNEL, DIRECTION, WHO, SUBJECT, NOTE, OUTCOME, DEPARTMENT, REPEAT, STATUS,
            TALK, CONTACT,
        ],
    ),
)  # fmt: skip
