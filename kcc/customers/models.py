"""Who they are: people and organisations, and how to reach them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kcc.customers.relations import work_of
from kcc.organisation.models import Role


class CustomerQuerySet(models.QuerySet):
    def present(self):
        """Without the records that were merged into another one."""
        return self.filter(merged_into__isnull=True)

    def visible_to(self, access, user):
        """The customers this person may see.

        The contact centre sees everybody; a confidential file only its team lead. A department
        sees the customers it has a question, a callback or a case of, confidential ones too.
        Nobody else sees any.
        """
        if access.has(Role.KCC_LEAD):
            return self.all()
        work = work_of(access.department_ids)
        if access.has(Role.AGENT):
            return self.filter(Q(confidential=False) | work)
        if access.has(Role.HANDLER, Role.HEAD):
            return self.filter(work)
        return self.none()

    def with_contact_points(self):
        return self.prefetch_related("contact_points")


class Customer(models.Model):
    """A klant: a person or an organisation. Every field is optional but the name."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    salutation = models.CharField(_("form of address"), max_length=20, blank=True)
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    prefix = models.CharField(_("prefix"), max_length=20, blank=True)
    family_name = models.CharField(_("last name"), max_length=120, blank=True)
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    # Folded words of every name above; what the search index is built on.
    search_text = models.CharField(max_length=500, blank=True, editable=False)

    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.PositiveIntegerField(_("house number"), null=True, blank=True)
    house_suffix = models.CharField(_("letter or addition"), max_length=10, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    # "1234AB12A": equal for equal addresses, see kcc.customers.identify.address_key.
    address_key = models.CharField(max_length=120, blank=True, editable=False)

    kvk_number = models.CharField(_("KvK number"), max_length=8, blank=True)
    # The BSN can be looked up (keyed hash) and revealed (encrypted), never read from the table.
    bsn_encrypted = models.BinaryField(null=True, editable=False)
    bsn_lookup = models.CharField(max_length=64, blank=True, editable=False)

    secret_address = models.BooleanField(
        _("secret address (geheimhouding)"), default=False,
        help_text=_("Do not tell anybody the address or that the person is known here."),
    )  # fmt: skip
    confidential = models.BooleanField(
        _("confidential"), default=False,
        help_text=_("Only the contact centre's team lead and own departments see the file."),
    )  # fmt: skip
    preferred_channel = models.ForeignKey(
        "organisation.Channel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("preferred channel"),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_from", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    personal_data = frozenset(
        {
            "salutation", "initials", "given_name", "prefix", "family_name", "organisation_name",
            "search_text", "street", "house_number", "house_suffix", "postcode", "city",
            "address_key", "kvk_number", "bsn_encrypted", "bsn_lookup",
        }
    )  # fmt: skip
    plain_data = frozenset(
        {
            "id", "public_id", "kind", "secret_address", "confidential", "preferred_channel",
            "merged_into", "version", "created_at", "created_by",
        }
    )  # fmt: skip

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="person") & ~Q(family_name=""))
                | (Q(kind="organisation") & ~Q(organisation_name="")),
                name="customer_has_a_name",
                violation_error_message=_("A person needs a last name, an organisation a name."),
            ),
            models.CheckConstraint(
                condition=Q(bsn_encrypted__isnull=True, bsn_lookup="")
                | (Q(bsn_encrypted__isnull=False) & ~Q(bsn_lookup="")),
                name="customer_bsn_whole_or_not",
            ),
            models.UniqueConstraint(
                fields=["bsn_lookup"],
                condition=~Q(bsn_lookup="") & Q(merged_into__isnull=True),
                name="customer_bsn_once",
                violation_error_message=_("This BSN belongs to another customer already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="organisation") | Q(kvk_number=""),
                name="customer_kvk_is_of_organisation",
                violation_error_message=_("Only an organisation has a KvK number."),
            ),
        ]
        indexes = [
            # The search box: postcode + house number (with every addition), KvK number.
            models.Index(fields=["postcode", "house_number"], name="customer_address"),
            models.Index(fields=["kvk_number"], name="customer_kvk", condition=~Q(kvk_number="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """'H. de Wit', 'Hanna de Wit' or the name of the organisation."""
        if self.kind == self.Kind.ORGANISATION:
            return self.organisation_name
        first = self.given_name or self.initials
        return " ".join(part for part in (first, self.prefix, self.family_name) if part)

    @property
    def formal_name(self) -> str:
        """'Mevrouw De Wit': how to address this customer."""
        if self.kind == self.Kind.ORGANISATION or not self.salutation:
            return self.full_name
        last = " ".join(part for part in (self.prefix, self.family_name) if part)
        return f"{self.salutation} {last[:1].upper()}{last[1:]}"

    @property
    def known_address_key(self) -> str:
        """The address key; empty when the address is secret: nothing is found or linked by it."""
        return "" if self.secret_address else self.address_key

    @property
    def address_line(self) -> str:
        """'Noorderstraat 12a, 1234 AB Lindenwaard'; empty without an address."""
        number = f"{self.house_number or ''}{self.house_suffix}"
        code = f"{self.postcode[:4]} {self.postcode[4:].strip()}".strip()
        first = " ".join(part for part in (self.street, number) if part)
        second = " ".join(part for part in (code, self.city) if part)
        return ", ".join(part for part in (first, second) if part)


class ContactPoint(models.Model):
    """A phone number (E.164) or an e-mail address (lower case) of a customer."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        EMAIL = "email", _("E-mail")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254)
    label = models.CharField(_("note"), max_length=40, blank=True)
    preferred = models.BooleanField(_("preferred"), default=False)

    personal_data = frozenset({"value", "label"})
    plain_data = frozenset({"id", "public_id", "customer", "kind", "preferred"})

    class Meta:
        verbose_name = _("way to reach a customer")
        verbose_name_plural = _("ways to reach a customer")
        ordering = ("kind", "-preferred", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "value"], name="contact_point_once_per_customer"
            ),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(preferred=True),
                name="contact_point_one_preferred",
            ),
        ]
        indexes = [
            # The search box and the screen pop: who has this number?
            models.Index(fields=["kind", "value"], name="contact_point_value"),
        ]

    def __str__(self) -> str:
        return self.value


class Merge(models.Model):
    """Two records found to be one customer. Undone by moving the same rows back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Customer, models.PROTECT, related_name="merges_merged")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Ids of the rows that moved, per model label: what undo needs.
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset()
    plain_data = frozenset(
        {"id", "public_id", "kept", "merged", "by", "at", "moved", "undone_at", "undone_by"}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=models.F("merged")), name="merge_of_two_customers"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_whole_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
