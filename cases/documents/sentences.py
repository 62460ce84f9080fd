"""Why a file is refused, in words for who sent it."""

from django.utils.translation import gettext_lazy as _

from cases.documents.content import Why

SENTENCES = {
    Why.EMPTY: _("The file is empty."),
    Why.NOT_ALLOWED: _(
        "This is not a PDF, PNG, JPG, ODT, DOCX or e-mail (EML), whatever its name says. "
        "Save it as one of these."
    ),
    Why.OLD_OFFICE: _(
        "This is an old office file, or one with a password. Save it as PDF, ODT or DOCX without "
        "a password."
    ),
    Why.PROTECTED: _("The file opens with a password only. Ask for one without."),
    Why.DAMAGED: _("The file is damaged or not complete. Ask for it once more."),
    Why.HIDDEN: _("Something else is hidden in this file, so it is not let in."),
    Why.BOMB: _("Unpacked, this file would be enormous, so it is not let in."),
    Why.MACROS: _("The file holds macros or scripts. Save it without, or as PDF."),
    Why.PROGRAM: _("The file holds a program or something else that runs, so it is not let in."),
    Why.EMBEDDED: _("There are other files inside this file. Add each of them by itself."),
    Why.REMOTE: _("The file fetches something from elsewhere when it is opened. Save it as PDF."),
    Why.ATTACHMENT: _(
        "The e-mail has an attachment of a kind that is not let in. Save the e-mail without it, "
        "and add the attachment by itself as PDF, PNG, JPG, ODT or DOCX."
    ),
    Why.TOO_HEAVY: _(
        "Looking at this file takes too much time or memory. Save it as a smaller one."
    ),
}
