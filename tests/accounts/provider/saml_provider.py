"""A provider of SAML with a key of its own: it answers a request with an assertion, signed or spoilt."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

ENTITY_ID = "https://idp.kommunen.example/metadata"
SSO_URL = "https://idp.kommunen.example/sso"
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{now}">\
<saml:Issuer>{issuer}</saml:Issuer><saml:Subject>\
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</saml:NameID>\
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{acs}" InResponseTo="{request}"/></saml:SubjectConfirmation>\
</saml:Subject><saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>\
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="{id}"><saml:AuthnContext><saml:AuthnContextClassRef>\
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"""
ATTRIBUTE = '<saml:Attribute Name="{}"><saml:AttributeValue>{}</saml:AttributeValue></saml:Attribute>'
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
ID="{id}" Version="2.0" IssueInstant="{now}" Destination="{acs}" InResponseTo="{request}"><saml:Issuer>{issuer}</saml:Issuer>\
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""


def request_id(message: str) -> str:
    """The id of a request, as it stands in the address that the browser is sent to."""
    root = ElementTree.fromstring(zlib.decompress(base64.b64decode(message), -15))
    return root.attrib["ID"]


class SamlProvider:
    """Key and certificate, made anew."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.kommunen.example")])
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        certificate = made.not_valid_after(now + timedelta(days=30)).sign(key, hashes.SHA256())
        no_password = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        self.key = key.private_bytes(serialization.Encoding.PEM, form, no_password).decode()
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()


def response(
    address: str,
    request: str,
    *,
    key: str,
    certificate: str,
    user_name: str = "astrid",
    group: str = "g-registrar",
    audience: str = "",
    age: timedelta = timedelta(0),
    signed: bool = True,
) -> str:
    """A response as the browser posts it; `age` is how long ago it was made."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    now = datetime.now(UTC) - age
    acs = f"{address}/sign-in/saml/kommun/acs/"
    words = {
        "now": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "since": f"{now - timedelta(minutes=2):%Y-%m-%dT%H:%M:%SZ}",
        "until": f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        "issuer": ENTITY_ID,
        "acs": acs,
        "request": request,
    }
    attributes = ATTRIBUTE.format("uid", user_name) + ATTRIBUTE.format("memberOf", group)
    whole = {
        **words,
        "id": f"_{uuid4().hex}",
        "audience": audience or f"{address}/sign-in/saml/kommun/metadata/",
        "attributes": attributes,
        "subject": f"subject-{user_name}",
    }
    assertion = ASSERTION.format(**whole)
    if signed:
        assertion = OneLogin_Saml2_Utils.add_sign(assertion, key, certificate).decode()
        assertion = assertion.partition("?>")[2] or assertion if assertion.startswith("<?xml") else assertion
    return RESPONSE.format(**words | {"id": f"_{uuid4().hex}", "assertion": assertion})


def encoded(message: str) -> str:
    """As it stands in the form."""
    return base64.b64encode(message.encode()).decode()
