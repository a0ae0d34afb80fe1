"""A small OpenID Connect provider on this machine: real HTTP, real signatures, one person who signs in at once."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "quietline", "a secret between two servers"


@dataclass
class Provider:
    """What it answers; a test changes `claims`, `key` or `breaks` to have it misbehave."""

    issuer: str = ""
    subject: str = "248289761001"
    claims: dict[str, Any] = field(default_factory=dict)
    breaks: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    published: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [(self.published or self.key).as_dict(private=False)]}

    def authorize(self, query: dict[str, str]) -> str:
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], named: str) -> dict[str, Any] | None:
        query = self.codes.pop(form["code"], None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        good = query and query["code_challenge"] == digest.decode() and query["redirect_uri"] == form["redirect_uri"]
        if not good or query is None or named != f"Basic {known}":
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": query["nonce"]}
        claims |= {"iat": now, "exp": now + 60, "name": "Mina K.", "email": "mina@elsewhere.example"} | self.claims
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return {"access_token": "an access token", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    """A provider on a free port, stopped afterwards."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_plain(parts.query)))
                self.end_headers()
            else:
                self._say(provider.keys() if parts.path == "/keys" else provider.document())

        def do_POST(self) -> None:
            form = _plain(self.rfile.read(int(self.headers["Content-Length"])).decode())
            said = provider.token(form, self.headers.get("Authorization", ""))
            self._say(said or {"error": "invalid_grant"}, 200 if said else 400)

        def _say(self, said: dict[str, Any], status: int = 200) -> None:
            self.send_response(500 if provider.breaks else status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _plain(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
