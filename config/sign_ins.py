"""Where speakers can sign in with the account they spoke with, from the environment alone."""

from typing import Any
from urllib.parse import urlsplit

import environ

_KNOWN = {
    "twitter_oauth2": ("X", "X", "x", "https://x.com"),
    "discord": ("DISCORD", "Discord", "discord", "https://discord.com"),
    "google": ("GOOGLE", "Google", "", "https://accounts.google.com"),
}
"""By allauth's name: prefix of the variables, name on pages, platform whose ids it knows, origin.
Where there is no such platform, the verified mail address of the account is compared."""

OIDC = "oidc"


def configured(env: environ.Env) -> dict[str, dict[str, Any]]:
    """What has both an id and a secret, in the order in which it is offered."""
    found = {}
    for key, (prefix, name, platform, origin) in _KNOWN.items():
        client = env.str(f"ROOMCAST_{prefix}_CLIENT_ID", default="")
        secret = env.str(f"ROOMCAST_{prefix}_CLIENT_SECRET", default="")
        if client and secret:
            found[key] = _provider(name, platform, origin, client, secret)
    issuer = env.str("ROOMCAST_OIDC_ISSUER", default="").rstrip("/")
    client = env.str("ROOMCAST_OIDC_CLIENT_ID", default="")
    secret = env.str("ROOMCAST_OIDC_CLIENT_SECRET", default="")
    if issuer and client and secret:
        name = env.str("ROOMCAST_OIDC_NAME", default=urlsplit(issuer).hostname or issuer)
        platform = env.str("ROOMCAST_OIDC_PLATFORM", default="")
        found[OIDC] = _provider(name, platform, issuer, client, secret) | {"issuer": issuer}
    return found


def _provider(name: str, platform: str, site: str, client: str, secret: str) -> dict[str, Any]:
    parts = urlsplit(site)
    origin = f"{parts.scheme}://{parts.netloc}"
    return {
        "name": name, "platform": platform, "origin": origin, "client": client, "secret": secret,
    }  # fmt: skip


def for_allauth(providers: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same as allauth's setting: PKCE everywhere, and no more asked for than is compared."""
    found: dict[str, dict[str, Any]] = {}
    for key, told in providers.items():
        app = {"client_id": told["client"], "secret": told["secret"], "key": ""}
        if key == OIDC:
            app |= {
                "provider_id": OIDC,
                "name": told["name"],
                "settings": {"server_url": told["issuer"], "oauth_pkce_enabled": True},
            }
            found["openid_connect"] = {"APPS": [app]}
        else:
            found[key] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    if "google" in found:
        found["google"]["SCOPE"] = ["openid", "email"]
    if "discord" in found:
        found["discord"]["SCOPE"] = ["identify"]
    return found
