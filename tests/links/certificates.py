"""A certificate authority of a test's own, and the certificates that a link check meets: good, old, strange."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: name → its subject, whether the authority signed it, and the days before and after now between which it is valid.
LEAVES = {
    "valid": ("localhost", True, -5, 90),
    "expired": ("localhost", True, -100, -10),
    "selfsigned": ("localhost", False, -5, 90),
    "wronghost": ("other.example", True, -5, 90),
    "soon": ("localhost", True, -85, 5),
}


def make_certificates(folder: Path) -> Path:
    """Write ``ca.pem`` and a file with key and certificate for each of ``LEAVES``; return the authority's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Test authority", key, None, (-400, 400))
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    for name, (host, signed, first, last) in LEAVES.items():
        own = ec.generate_private_key(ec.SECP256R1())
        leaf = _certificate(host, own, (authority, key) if signed else None, (first, last), leaf=True)
        private = own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{name}.pem").write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM))
    return folder / "ca.pem"


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    days: tuple[int, int],
    *,
    leaf: bool = False,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
    if leaf:
        names = [x509.DNSName(name)] + ([x509.IPAddress(ip_address("127.0.0.1"))] if name == "localhost" else [])
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    else:
        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
             "decipher_only"), False,
        )  # fmt: skip
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if issuer:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].public_key())
        builder = builder.add_extension(identifier, critical=False)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256())
