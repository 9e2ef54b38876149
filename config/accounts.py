"""Who may open an account: nobody by default, since hosts are made by an admin or by invitation.

Who signs in with the account they spoke with gets a plain one that works for no host. Of what
the provider tells only keyed marks and the name on the account are kept.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone

from config.silent_providers import bounded
from consent import accounts, logins, signing_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP)

    def clean_email(self, email: str) -> str:
        """Who signed in as a speaker has shown no address, and could take a host's by typing it."""
        user = self.request.user if self.request else None
        if user and user.is_authenticated and not logins.works_here(user):
            raise ValidationError("Only who works for a host keeps an address here. Ask the admin.")
        return email


class SpeakersAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-ins of speakers; a provider that is not set up is not there."""

    def is_open_for_signup(self, request: HttpRequest, _sociallogin: Any) -> bool:
        return bool(settings.ACCOUNT_PROVIDERS)

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error

    def get_requests_session(self) -> Any:
        return bounded(super().get_requests_session())

    def on_authentication_error(
        self,
        request: HttpRequest,
        _provider: Any,
        exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """A page of ours where the provider failed; who only changed their mind sees the usual
        one."""
        if exception is not None:
            raise ImmediateHttpResponse(signing_in.unanswered(request))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Before anything is stored: the account's marks take the place of all that was told."""
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        label = str(data.get("username") or data.get("name") or data.get("email") or "")
        account = sociallogin.account
        told = next((one for one in accounts.providers() if one.key == account.provider), None)
        known_by = accounts.marks_of(told, account.uid, verified) if told else []
        trusted = verified if account.provider in settings.MAIL_PROVIDERS else []
        sociallogin.verified = trusted[0] if trusted else ""  # for this sign-in; it is not stored
        account.extra_data = {"label": label[:100], "marks": known_by}
        sociallogin.email_addresses = []
        user: User = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        account = sociallogin.account
        told = account.extra_data
        accounts.remember(
            request.session,
            account.provider,
            told["label"],
            told["marks"],
            timezone.now(),
            account=accounts.account_of(account.provider, account.uid),
            address=getattr(sociallogin, "verified", ""),
        )
