"""The mail that invites a person: a link to choose a password, good for settings.PASSWORD_RESET_TIMEOUT."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from leads.people import full_name

logger = logging.getLogger(__name__)


def is_invited(user: User) -> bool:
    """Has an account, but never chose a password."""
    return user.is_active and not user.has_usable_password()


def link(user: User) -> str:
    """Works until the person has chosen a password with it. Only for those who never had one."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=parts)


def send(user: User, *, by: User) -> bool:
    """Whether the mail server took it; why not is in the log."""
    language = getattr(getattr(user, "member", None), "language", settings.LANGUAGE_CODE)
    with translation.override(language):
        context = {
            "person": full_name(user),
            "inviter": full_name(by),
            "link": link(user),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
            "language": language,
        }
        mail = EmailMultiAlternatives(
            render_to_string("emails/invitation_subject.txt", context).strip(),
            render_to_string("emails/invitation.txt", context),
            to=[user.email],
        )
        mail.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    try:
        mail.send()
    except OSError as error:  # what smtplib and sockets raise
        logger.warning("the invitation of user %s could not be sent: %s", user.pk, error)
        return False
    return True
