"""Existing customers and the salesperson each belongs to: the leads of one without an owner need a person to decide."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from handoff.models import Event
from handoff.transition import Lost
from handoff.words.people import person_name
from leads.models import Company, Lead
from leads.roles import Role

PAGE = 50


@transaction.atomic
def set_account_owner(company: Company, owner: User | None, *, seen: str, by, at) -> None:
    """Choose who owns the customer (None: nobody); its leads are judged again. seen: the e-mail that was on the page.

    Raises Lost when somebody has chosen meanwhile. Nothing happens when it is the same person.
    """
    from handoff.judging.verdicts import judge

    email = owner.email.lower() if owner else ""
    if email == company.account_owner == seen:
        return
    if not Company.objects.filter(pk=company.pk, account_owner=seen).update(account_owner=email, updated_at=at):
        raise Lost(_("Somebody else has chosen an account owner meanwhile. Nothing was changed."))
    company.account_owner = email
    data = {
        "company": company.pk,
        "name": company.name,
        "owner": owner.pk if owner else None,
        "person": person_name(owner),
        "before": seen,
    }
    Event.record(Event.Kind.ACCOUNT_OWNER_SET, at=at, actor=by, data=data)
    judge(lead_ids=list(company.leads.values_list("pk", flat=True)), as_of=at)


def candidates():
    """Every salesperson who works here."""
    found = User.objects.filter(is_active=True, groups__name=Role.SALES_REP).exclude(email="")
    return found.order_by("last_name", "first_name", "pk")


def current_owner(company: Company) -> User | None:
    """The person whose e-mail it is, working here or not; None when it is nobody's who has a login."""
    return User.objects.filter(email__iexact=company.account_owner).first() if company.account_owner else None


def without_owner(companies, after: tuple[str, int] | None = None) -> list[Company]:
    """Customers whose account owner is missing or no longer active, by name; one more than a page."""
    gone = User.objects.filter(is_active=False).annotate(key=Lower("email")).values("key")
    counted = Lead.objects.filter(company=OuterRef("pk")).order_by().values("company")
    found = companies.filter(Q(account_owner="") | Q(account_owner__in=gone), is_customer=True)
    if after:
        key, pk = after
        found = found.filter(Q(name_key__gt=key) | Q(name_key=key, pk__gt=pk))
    found = found.annotate(lead_count=Coalesce(Subquery(counted.annotate(size=Count("pk")).values("size")), 0))
    return list(found.order_by("name_key", "pk")[: PAGE + 1])
