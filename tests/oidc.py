"""A provider of identities on loopback: OpenID Connect with PKCE, as much of it as a sign-in needs.

It signs in whoever `as_whom` says, without asking, and refuses whatever a real one would refuse.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "roomcast", "a secret of thirty-two bytes and more"


class Identities(ThreadingHTTPServer):
    """`as_whom` are the claims of who is signed in there; `codes` what was given out for what,
    `elsewhere` addresses of its configuration that are another server's."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.as_whom: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, str]] = []
        self.elsewhere: dict[str, str] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def settings(self, platform: str = "") -> dict[str, dict[str, Any]]:
        """The site's setting that names this provider."""
        return {
            "oidc": {
                "name": "Example ID",
                "platform": platform,
                "origin": self.issuer,
                "issuer": self.issuer,
                "client": CLIENT,
                "secret": SECRET,
            }
        }


class _Handler(BaseHTTPRequestHandler):
    server: Identities

    def do_GET(self) -> None:
        path, query = self._asked()
        if path == "/.well-known/openid-configuration":
            self._say(self._configuration())
        elif path == "/authorize":
            self._authorize(query)
        elif path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            known = self.server.tokens.get(token)
            self._say(known or {"error": "invalid_token"}, 200 if known else 401)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {key: one[0] for key, one in parse_qs(self.rfile.read(length).decode()).items()}
        given = self.server.codes.pop(form.get("code", ""), None)
        right = given is not None and self._is_right(form, given)
        if given is None or not right:
            self._say({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe()
        self.server.tokens[token] = self.server.as_whom
        self._say({"access_token": token, "token_type": "Bearer", "id_token": self._id_token()})

    def _is_right(self, form: dict[str, str], given: dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return (
            challenge == given["code_challenge"]
            and form.get("redirect_uri") == given["redirect_uri"]
            and (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        )

    def _authorize(self, query: dict[str, str]) -> None:
        self.server.asked.append(query)
        if query.get("code_challenge_method") != "S256" or query.get("client_id") != CLIENT:
            self.send_error(400)
            return
        code = secrets.token_urlsafe()
        self.server.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _configuration(self) -> dict[str, Any]:
        issuer = self.server.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.server.elsewhere,
        }

    def _id_token(self) -> str:
        told = {"iss": self.server.issuer, "aud": CLIENT, "exp": time.time() + 60}
        return jwt.encode(told | self.server.as_whom, SECRET, algorithm="HS256")

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return parts.path, {key: one[0] for key, one in parse_qs(parts.query).items()}

    def _say(self, told: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Silent."""


@contextmanager
def identities() -> Iterator[Identities]:
    server = Identities()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
