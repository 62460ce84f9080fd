"""What was filled in of one question, as `log_contact` wants it."""

from cases.questions_form import details_in
from contacts.logging.inputs import (
    CallbackInput,
    NewCaseInput,
    QuestionInput,
    RepeatInput,
    TransferInput,
)
from contacts.models import Outcome
from contacts.models.callback import AnswerBy, BestTime

Category = Outcome.Category
# The one outcome that says "no new case": the code is fixed by the start data.
EXISTING_CASE = "aan_zaak_toegevoegd"
YES_NO = {"yes": True, "no": False}


def by_id(rows, public_id: str):
    """The row with that public id; asks for the rows only when one was chosen."""
    if not public_id:
        return None
    return next((row for row in rows() if str(row.public_id) == public_id), None)


class AsInput:
    """The part of QuestionForm that hands over; the form is valid."""

    def to_input(self, *, previous=None) -> QuestionInput:
        """`previous` is the question a repeat is of."""
        data, reference = self.cleaned_data, self.reference
        category = data["category"]
        case = by_id(self.cases, data["case"])
        return QuestionInput(
            subject=data["subject"],
            outcome=self._outcome(),
            note=data["note"],
            reason=reference.reasons.get(data["reason"]),
            department=self._department(),
            steps_done=data["steps"],
            case=case,
            transfer=self._transfer() if category == Category.TRANSFERRED else None,
            referred_to=data["referred_to"] if category == Category.REFERRED else "",
            callback=self._callback() if category == Category.CALLBACK else None,
            new_case=self._new_case() if self.registers(data) else None,
            repeat=self._repeat(previous),
            asks_status=YES_NO.get(data["asks_status"]) if case is not None else None,
            tells=True,
        )

    @staticmethod
    def registers(data) -> bool:
        """A case is made of it."""
        return data.get("category") == Category.CASE and not data.get("case")

    def _outcome(self):
        data, reference = self.cleaned_data, self.reference
        category = data["category"]
        code = data.get(f"outcome_{category}", "")
        if category == Category.TRANSFERRED and data["transfer_warm"]:
            warm = data["transfer_warm"] == "warm"
            fitting = [o for o in reference.outcomes_in(category) if o.transfer_warm is warm]
        elif category == Category.CASE:
            existing = bool(data["case"])
            fitting = [
                o for o in reference.outcomes_in(category) if (o.code == EXISTING_CASE) is existing
            ]
        elif category == Category.CALLBACK:
            calls = data["answer_by"] == AnswerBy.PHONE
            fitting = [o for o in reference.outcomes_in(category) if o.calls_back is calls]
        else:
            fitting = [o for o in reference.outcomes_in(category) if o.code == code]
        return (fitting or reference.outcomes_in(category))[0]

    def _department(self):
        data = self.cleaned_data
        if data["category"] == Category.CALLBACK:
            return self.reference.departments[data["callback_department"]]
        return None

    def _transfer(self) -> TransferInput:
        data = self.cleaned_data
        return TransferInput(
            department=self.reference.departments.get(data["transfer_department"]),
            to=data["transfer_to"],
            warm={"warm": True, "cold": False}.get(data["transfer_warm"]),
            wait_seconds=data["transfer_wait_seconds"],
            reached=YES_NO.get(data["transfer_reached"]),
        )

    def _callback(self) -> CallbackInput:
        data = self.cleaned_data
        answer_by = AnswerBy(data["answer_by"])
        written = answer_by in (AnswerBy.LETTER, AnswerBy.CHANNEL)
        calls = answer_by == AnswerBy.PHONE
        return CallbackInput(
            answer_by=answer_by,
            phone=data["callback_phone"] if calls else "",
            email=data["callback_email"].lower() if answer_by == AnswerBy.EMAIL else "",
            reply_to=data[self.where_to(answer_by)] if written else "",
            question_text=data["note"],
            already_said=data["already_said"],
            best_time=(calls and data["best_time"]) or BestTime.ANY,
            department=self.reference.departments[data["callback_department"]],
            team=self.reference.teams.get(data["callback_team"]),
            assignee=by_id(self.people, data["callback_assignee"]),
            urgent=data["urgent"],
            caller_name=data["callback_name"],
        )

    def _new_case(self) -> NewCaseInput:
        data = self.cleaned_data
        return NewCaseInput(
            case_type=self.reference.case_types[data["case_type"]],
            description=data["note"],
            details=details_in(data),
            confirms=True,
        )

    def _repeat(self, previous) -> RepeatInput | None:
        data = self.cleaned_data
        if previous is None or not data["repeat_answer"]:
            return None
        return RepeatInput(
            previous=previous,
            confirmed=data["repeat_answer"] == "confirmed",
            reason=self.reference.repeat_reasons.get(data["repeat_reason"]),
            add_note=data["repeat_add"],
        )
