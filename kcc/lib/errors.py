"""The one exception for a broken rule."""


class DomainError(Exception):
    """A rule of the domain says no.

    `message` is a sentence for the user, already in the user's language; `field` names the form
    field it belongs to ("" for the form as a whole). Views show it, the API answers problem+json.
    """

    def __init__(self, message, *, field: str = "", code: str = "refused"):
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)

    def show_on(self, form) -> None:
        """At its field when the form has it, else for the form as a whole."""
        form.add_error(self.field if self.field in form.fields else None, self.message)


class Conflict(DomainError):
    """Somebody else changed it after this person looked. Nothing was saved.

    The view answers 409 with what changed in between and everything that was typed; sent again
    with the new version it is saved.
    """

    def __init__(self, message):
        super().__init__(message, code="conflict")
