"""Ed25519 keys and signatures (RFC 8032), as PEM text that other programs can read (RFC 8410)."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

KEY_BYTES = 32


class SigningKey:
    """A private key in memory."""

    def __init__(self, pem: str) -> None:
        """Read a private key; ValueError when it is no Ed25519 key in PEM."""
        self._private = _private(pem)

    @staticmethod
    def make() -> str:
        """Return a new private key as PEM, drawn from the operating system's chance."""
        made = Ed25519PrivateKey.generate()
        return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def public_key(self) -> bytes:
        """Return the 32 bytes that check this key's signatures."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """Return a signature of 64 bytes."""
        return self._private.sign(message)


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the holder of a key signed a message; False for what is no key at all."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_of(text: str) -> bytes:
    """Return the public key of a text: 64 hex digits, or PEM; ValueError when it holds none."""
    words = text.strip()
    if not words.startswith("-----BEGIN"):
        found = bytes.fromhex(words)
        if len(found) != KEY_BYTES:
            raise ValueError("a public key has 64 hex digits")
        return found
    if "PRIVATE KEY" in words:
        return SigningKey(words).public_key()
    try:
        public = load_pem_public_key(words.encode())
    except UnsupportedAlgorithm as problem:
        raise ValueError("no Ed25519 key") from problem
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")  # noqa: TRY004 - the text is wrong, not a type
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _private(pem: str) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(pem.encode(), password=None)
    except (TypeError, UnsupportedAlgorithm) as problem:
        raise ValueError("no plain Ed25519 key") from problem
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError("no Ed25519 key")  # noqa: TRY004 - the text is wrong, not a type
    return found
