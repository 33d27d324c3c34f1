"""Verifies a token as a service in Python does: python3 pyjwt.py JWKS_URL ISSUER AUDIENCE TOKEN. Needs Debian's python3-jwt."""

import json
import sys

import jwt

url, issuer, audience, token = sys.argv[1:]
try:
    if jwt.get_unverified_header(token)["typ"] != "at+jwt":
        raise jwt.InvalidTokenError("not an access token")
    key = jwt.PyJWKClient(url).get_signing_key_from_jwt(token).key
    claims = jwt.decode(token, key, algorithms=["ES256", "EdDSA", "RS256"], issuer=issuer, audience=audience)
    print(json.dumps({"subject": claims["sub"]}))
except (jwt.PyJWTError, KeyError) as error:
    print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
