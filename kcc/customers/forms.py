"""Forms about customers. They ask; the services check and store."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kcc.customers import identify
from kcc.customers.details import ADDRESS
from kcc.customers.models import ContactPoint, Customer
from kcc.organisation.models import Channel

# Data, stored as it is said in a letter: not translated.
SALUTATIONS = ("Mevrouw", "De heer", "Familie")
PERSON_ONLY = ("salutation", "initials", "given_name", "prefix", "family_name", "bsn")
ORGANISATION_ONLY = ("organisation_name", "kvk_number")
REACH = ("phone", "email")
# Never offered by the browser from what was typed for somebody else.
QUIET = {"autocomplete": "off"}


def _text(label, length, **kwargs):
    attrs = QUIET | kwargs.pop("attrs", {})
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=length, widget=widget, **kwargs)


class CustomerForm(forms.Form):
    """Details of a person or an organisation; which fields there are depends on the kind.

    `new`: with a first phone number and e-mail address. `lead`: with the flag "confidential".
    `address`: without it the address stays as it is (a secret one is not shown).
    """

    salutation = forms.ChoiceField(label=_("form of address"), required=False)
    initials = _text(_("initials"), 20, required=False)
    given_name = _text(_("first name"), 80, required=False)
    prefix = _text(_("prefix"), 20, required=False, help_text=_("For example: van de"))
    family_name = _text(_("last name"), 120)
    organisation_name = _text(_("name of the organisation"), 200)
    kvk_number = _text(_("KvK number"), 12, required=False, attrs={"inputmode": "numeric"})
    phone = _text(_("telephone"), 40, required=False, attrs={"inputmode": "tel"})
    email = _text(_("e-mail"), 254, required=False, attrs={"inputmode": "email"})
    postcode = _text(_("postcode"), 10, required=False)
    house_number = forms.IntegerField(
        label=_("house number"),
        min_value=1,
        max_value=99_999,
        required=False,
        widget=forms.TextInput(attrs=QUIET | {"inputmode": "numeric"}),
    )
    house_suffix = _text(_("letter or addition"), 10, required=False)
    street = _text(_("street"), 120, required=False)
    city = _text(_("town"), 80, required=False)
    bsn = _text(
        _("BSN"),
        15,
        required=False,
        help_text=_("Only when it is needed to help this person."),
        attrs={"inputmode": "numeric"},
    )
    remove_bsn = forms.BooleanField(label=_("remove the BSN from this file"), required=False)
    preferred_channel = forms.ChoiceField(label=_("preferred channel"), required=False)
    secret_address = forms.BooleanField(
        label=_("secret address (geheimhouding)"),
        required=False,
        help_text=_("Do not tell anybody the address or that the person is known here."),
    )
    confidential = forms.BooleanField(
        label=_("confidential"),
        required=False,
        help_text=_("Only the contact centre's team lead and own departments see the file."),
    )

    def __init__(self, *args, kind, new=True, lead=False, address=True, has_bsn=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.channels = {str(row.pk): row for row in Channel.objects.filter(active=True)}
        choices = [("", "–"), *((key, row.name) for key, row in self.channels.items())]
        self.fields["preferred_channel"].choices = choices
        salutations = {*SALUTATIONS, self.initial.get("salutation") or ""} - {""}
        self.fields["salutation"].choices = [("", "–"), *((s, s) for s in sorted(salutations))]
        person = kind == Customer.Kind.PERSON
        for name in ORGANISATION_ONLY if person else PERSON_ONLY:
            del self.fields[name]
        if not (person and has_bsn):
            del self.fields["remove_bsn"]
        elif not new:
            self.fields["bsn"].help_text = _("Leave this empty, and the BSN in the file stays.")
        for name in () if new else REACH:
            del self.fields[name]
        for name in () if address else ADDRESS:
            del self.fields[name]
        if not lead:
            del self.fields["confidential"]
        for field in self.fields.values():
            # The words are those of the model, where they stand in the middle of a sentence.
            field.label = capfirst(field.label)

    def clean_phone(self):
        return self._checked("phone", identify.normalise_phone, _("This is not a phone number."))

    def clean_email(self):
        return self._checked("email", identify.normalise_email, _("This is not an e-mail address."))

    def _checked(self, name, normalise, message):
        typed = self.cleaned_data[name].strip()
        value = normalise(typed)
        if typed and not value:
            raise forms.ValidationError(message)
        return value

    def clean_bsn(self):
        typed = self.cleaned_data["bsn"].strip()
        if typed and not identify.compact_bsn(typed):
            raise forms.ValidationError(_("This is not a BSN: check the nine digits."))
        return identify.compact_bsn(typed)

    def clean_kvk_number(self):
        digits = self.cleaned_data["kvk_number"].replace(" ", "").replace(".", "")
        if digits and not identify.is_kvk(digits):
            raise forms.ValidationError(_("A KvK number has eight digits."))
        return digits

    def clean_preferred_channel(self):
        return self.channels.get(self.cleaned_data["preferred_channel"])

    @property
    def details(self) -> dict:
        """What the services call details: everything but the ways to reach and the BSN."""
        aside = {*REACH, "bsn", "remove_bsn"}
        return {name: value for name, value in self.cleaned_data.items() if name not in aside}

    @property
    def new_bsn(self) -> str | None:
        """For update_customer: None keeps it, "" removes it."""
        if self.cleaned_data.get("remove_bsn"):
            return ""
        return self.cleaned_data.get("bsn") or None

    @property
    def name(self) -> str:
        data = self.cleaned_data
        return data.get("family_name") or data.get("organisation_name") or ""


class ContactPointForm(forms.Form):
    """One way more to reach a customer: what was typed says whether it is a phone or an e-mail."""

    value = _text(_("Telephone number or e-mail address"), 254)
    label = _text(_("Note"), 40, required=False, help_text=_("For example: work"))

    def clean_value(self):
        """(kind, value)."""
        typed = self.cleaned_data["value"]
        if phone := identify.normalise_phone(typed):
            return ContactPoint.Kind.PHONE, phone
        if email := identify.normalise_email(typed):
            return ContactPoint.Kind.EMAIL, email
        raise forms.ValidationError(_("This is not a telephone number or an e-mail address."))


def initial_of(customer: Customer) -> dict:
    """The values of a customer as CustomerForm takes them; never the BSN."""
    names = set(CustomerForm.base_fields) - {*REACH, "bsn", "remove_bsn"}
    values = {name: getattr(customer, name) for name in names - {"preferred_channel"}}
    return values | {"preferred_channel": str(customer.preferred_channel_id or "")}
