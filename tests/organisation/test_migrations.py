"""The data migrations of the organisation, from before to after."""

from datetime import date

import pytest

from tests.migrations import as_it_was, migrate

BEFORE = ("organisation", "0003_norms_views_batches")
AFTER = ("organisation", "0004_channel_follow_up")


# Rows are changed through the models, as on either database; the way back to them takes long.
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_channels_get_the_norm_of_their_answers_and_forms_one_of_their_own():
    with as_it_was(BEFORE) as then:
        channel, norm = (then.get_model("organisation", n) for n in ("Channel", "ServiceNorm"))
        for code, kind in (
            ("telefoon", "voice"), ("e-mail", "written"), ("webformulier", "written"),
            ("post", "written"), ("brief", "written"), ("fax", "written"), ("whatsapp", "chat"),
            ("app-eigen", "chat"),
        ):  # fmt: skip
            channel.objects.create(code=code, name=code, kind=kind)
        values = {"unit": "working_days", "target_percentage": 85, "source": "E-mailgedragslijn"}
        phone = channel.objects.get(code="telefoon")
        norm.objects.create(kind="email", amount=2, valid_from=date(2020, 1, 1), **values)
        norm.objects.create(
            kind="email", amount=3, valid_from=date(2026, 1, 1), channel=phone, **values
        )
        norm.objects.create(kind="letter", amount=15, valid_from=date(2020, 1, 1), **values)

        now = migrate(AFTER)
        channel, norm = (now.get_model("organisation", n) for n in ("Channel", "ServiceNorm"))
        assert dict(channel.objects.values_list("code", "follow_up")) == {
            "telefoon": "question",
            "e-mail": "email",
            "webformulier": "form",
            "post": "letter",
            "brief": "letter",
            "fax": "question",
            "whatsapp": "social",
            "app-eigen": "social",
        }
        rows = norm.objects.order_by("kind", "valid_from").values_list(
            "kind", "amount", "valid_from", "channel_id", "target_percentage", "source"
        )
        source = "E-mailgedragslijn"
        assert list(rows) == [
            ("email", 2, date(2020, 1, 1), None, 85, source),
            ("email", 3, date(2026, 1, 1), phone.pk, 85, source),
            ("form", 2, date(2020, 1, 1), None, 85, source),
            ("form", 3, date(2026, 1, 1), phone.pk, 85, source),
            ("letter", 15, date(2020, 1, 1), None, 85, source),
        ]
