"""A certificate of our own for a house without one: a local authority, made once, and what it signs for this server.

`DATA/tls/` holds `ca.crt` (to be trusted by the people's machines), `ca.key`, `server.crt`, `server.key`. The authority
is good for ten years and signs servers only, no further authorities; for which names, nothing in it limits: whoever has
`ca.key` can pose as any server to machines that trust it. The server's certificate is good for a year, and is renewed
at a start when it has less than a month left or the machine has other names now.
"""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from helpwright.platform.postgres import write_private

_CA_DAYS: Final = 3650
_DAYS: Final = 365
_RENEW_DAYS: Final = 30
_BACKDATED: Final = timedelta(hours=1)
_NOWHERE: Final = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of the server's certificate and key, the authority's certificate and its fingerprint, and the names."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str
    names: tuple[str, ...]


def server_certificate(data_dir: Path) -> Path:
    """Where the server's own certificate lies, if one was made."""
    return data_dir / "tls" / "server.crt"


def ensure_certificates(data_dir: Path, names: Iterable[str], now: datetime) -> Certificates:
    """Make or renew what is missing, about to end, or for other names. Raises OSError."""
    folder = data_dir / "tls"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = tuple(dict.fromkeys(names))
    authority, signing = _authority(folder, now)
    stored = _stored(folder / "server.crt")
    if stored is None or not _fits(stored, wanted, authority, now) or not (folder / "server.key").is_file():
        _write_server(folder, wanted, authority, signing, now)
    digest = authority.fingerprint(hashes.SHA256()).hex().upper()
    fingerprint = ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))
    return Certificates(folder / "server.crt", folder / "server.key", folder / "ca.crt", fingerprint, wanted)


def names_of_machine(host: str) -> list[str]:
    """How this machine may be called in its network: names, `.local`, addresses; and the host it listens on."""
    own = socket.gethostname().partition(".")[0].lower()
    found = ["localhost", own, f"{own}.local", socket.getfqdn().lower(), "127.0.0.1", "::1"]
    for place, family in _NOWHERE:
        try:  # without IPv6 there is not even a socket of it
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((place, 9))  # sends nothing; only chooses the way out
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  -- recognized here, never the default
        found.append(host)
    return [name for name in dict.fromkeys(found) if _name(name) is not None]


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate, key = _stored(folder / "ca.crt"), folder / "ca.key"
    if certificate is not None and key.is_file() and certificate.not_valid_after_utc - now > timedelta(days=_DAYS):
        loaded = serialization.load_pem_private_key(key.read_bytes(), None)
        if isinstance(loaded, ec.EllipticCurvePrivateKey):
            return certificate, loaded
    signing = ec.generate_private_key(ec.SECP256R1())
    name = _named(f"Helpwright {socket.gethostname().partition('.')[0]}")
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        _builder(name, name, signing.public_key(), now, _CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )
    write_private(key, _pem(signing))
    write_private(folder / "ca.crt", made.public_bytes(serialization.Encoding.PEM).decode())
    return made, signing


def _write_server(
    folder: Path,
    names: tuple[str, ...],
    authority: x509.Certificate,
    signing: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    alternative = [found for name in names if (found := _name(name)) is not None]
    made = (
        _builder(_named(names[1] if len(names) > 1 else names[0]), authority.subject, key.public_key(), now, _DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternative), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )
    chain = made.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
    write_private(folder / "server.key", _pem(key))
    write_private(folder / "server.crt", chain.decode())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + timedelta(days=days))
    )


def _fits(stored: x509.Certificate, names: tuple[str, ...], authority: x509.Certificate, now: datetime) -> bool:
    """Signed by our authority, for all these names, and good for a while."""
    found = stored.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    held = {*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))}
    try:
        stored.verify_directly_issued_by(authority)
    except (InvalidSignature, TypeError, ValueError):  # of another authority, or of another kind of key
        return False
    return set(names) <= held and stored.not_valid_after_utc - now > timedelta(days=_RENEW_DAYS)


def _stored(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _name(name: str) -> x509.GeneralName | None:
    """An address, or a name that may stand in a certificate."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    return x509.DNSName(name) if name.isascii() and name and all(part for part in name.split(".")) else None


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
