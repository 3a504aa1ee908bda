"""A time stamping authority on loopback: a certificate authority made for the test, and ``openssl ts`` behind HTTP."""

import hashlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")

CONFIG = """\
[tsa]
default_tsa = it
[it]
dir = .
serial = ./serial
signer_cert = ./leaf.pem
certs = ./root.pem
signer_key = ./leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """``root`` is what trusts it, PEM. ``answer`` is its answer to a request, as RFC 3161 has both."""

    folder: Path

    @property
    def root(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request.tsq").write_bytes(request)
        command = ["openssl", "ts", "-reply", "-config", "tsa.conf", "-queryfile", "request.tsq", "-out", "answer.tsr"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer.tsr").read_bytes()

    def stamp(self, data: bytes, at: datetime) -> bytes:
        """A stamp of any time, which ``openssl ts`` would not give: RFC 3161, section 2.4.2, put together by hand."""
        algorithm = _der(0x30, bytes.fromhex("0609608648016503040201"), bytes.fromhex("0500"))
        imprint = _der(0x30, algorithm, _der(0x04, hashlib.sha256(data).digest()))
        time = _der(0x18, at.strftime("%Y%m%d%H%M%SZ").encode())
        info = _der(0x30, b"\x02\x01\x01", bytes.fromhex("06042a030401"), imprint, b"\x02\x01\x07", time)
        (self.folder / "info.der").write_bytes(info)
        command = ["openssl", "cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-outform", "DER"]
        command += ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", "leaf.pem", "-inkey", "leaf.key"]
        subprocess.run(
            [*command, "-in", "info.der", "-out", "token.der"], cwd=self.folder, check=True, capture_output=True
        )
        return _der(0x30, _der(0x30, b"\x02\x01\x00"), (self.folder / "token.der").read_bytes())


def _der(tag: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    size = len(data)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + data


def make_authority(
    folder: Path, *, begins: int = -1, days: int = 30, purpose: bool = True, name: str = "Example Time"
) -> Authority:
    """Its certificate holds from ``begins`` days after now, for ``days``; ``purpose``: it is one for time stamps."""
    folder.mkdir()
    keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
    root = _certificate(keys[0], keys[0], f"{name} Root", f"{name} Root", begins=begins, days=days, usage=None)
    usage = x509.ExtendedKeyUsageOID.TIME_STAMPING if purpose else x509.ExtendedKeyUsageOID.SERVER_AUTH
    leaf = _certificate(keys[1], keys[0], name, f"{name} Root", begins=begins, days=days, usage=usage)
    for certificate, file in ((root, "root.pem"), (leaf, "leaf.pem")):
        (folder / file).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoding = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "leaf.key").write_bytes(keys[1].private_bytes(*encoding))
    (folder / "serial").write_text("01\n", encoding="ascii")
    (folder / "tsa.conf").write_text(CONFIG, encoding="ascii")
    return Authority(folder)


def _certificate(key, issuer_key, subject, issuer, *, begins, days, usage):
    def called(text):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    start = datetime.now(UTC) + timedelta(days=begins)
    builder = (
        x509.CertificateBuilder()
        .subject_name(called(subject))
        .issuer_name(called(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=usage is None, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@contextmanager
def serving(answer) -> Iterator[str]:
    """Answer each POST on loopback with ``answer(body)``; give the address."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            with lock:
                data = answer(body)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
