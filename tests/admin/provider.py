"""A small OpenID provider on loopback: signs in whomever the test names, as the standard says."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
CLIENT, SECRET = "cong khai", "bí mật:của cổng"


def encoded(content):
    if isinstance(content, (dict, list)):
        content = json.dumps(content).encode()
    elif isinstance(content, int):
        content = content.to_bytes((content.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def published(kid="rsa-1"):
    """The public keys as a provider publishes them."""
    n = RSA_KEY.public_key().public_numbers()
    point = EC_KEY.public_key().public_numbers()
    return [
        {"kty": "RSA", "kid": kid, "use": "sig", "n": encoded(n.n), "e": encoded(n.e)},
        {
            "kty": "EC",
            "kid": "ec-1",
            "crv": "P-256",
            "x": encoded(point.x.to_bytes(32, "big")),
            "y": encoded(point.y.to_bytes(32, "big")),
        },
    ]


def signed(claims, algorithm="RS256", **header):
    """A token with a signature that holds."""
    kid = "rsa-1" if algorithm == "RS256" else "ec-1"
    text = f"{encoded({'alg': algorithm, 'kid': kid, **header})}.{encoded(claims)}"
    if algorithm == "RS256":
        signature = RSA_KEY.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        pair = decode_dss_signature(EC_KEY.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = b"".join(half.to_bytes(32, "big") for half in pair)
    return f"{text}.{encoded(signature)}"


class Provider(ThreadingHTTPServer):
    """What it says can be bent by the test: `claims`, `description`, `sign`, `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}/realms/xa"
        self.claims, self.description, self.asked = {}, {}, []
        self.sign, self.kid, self.status = signed, "rsa-1", 200
        self.granted = {}
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def authorise(self, address):
        """What the person's browser does there: the answer's code and state."""
        assert address.startswith(f"{self.issuer}/auth?")
        asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code" and "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256" and asked["client_id"] == CLIENT
        code = f"code-{len(self.granted)}"
        self.granted[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form, authorization):
        """The answer to a code; None where it was not its owner who brought it."""
        asked = self.granted.pop(form.get("code", ""), None)
        if authorization:
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            name, secret = map(unquote, pair.split(":"))
        else:
            name, secret = form.get("client_id"), form.get("client_secret")
        challenge = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or (name, secret) != (CLIENT, SECRET)
            or challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "248289761001",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "can.bo@xa.example",
            "email_verified": True,
            **self.claims,
        }
        return {"id_token": self.sign(claims), "access_token": "x", "token_type": "Bearer"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        base = self.server.issuer
        self.server.asked.append(self.path)
        if self.path.endswith("/.well-known/openid-configuration"):
            described = {
                "issuer": base,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys",
                **self.server.description,
            }
            return self.answer(self.server.status, described)
        return self.answer(200, {"keys": published(self.server.kid)})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: value[0] for name, value in parse_qs(body).items()}
        found = self.server.token(form, self.headers.get("Authorization", ""))
        self.answer(200 if found else 400, found or {"error": "invalid_grant"})

    def answer(self, status, content):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_):
        """Say nothing."""
