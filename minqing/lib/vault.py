"""Encryption of personal numbers, and the keyed hash by which an equal number is found.

AES-256-GCM by default; SM4-GCM (GB/T 32907) can be chosen for installations that must use national algorithms. A sealed
value is `algorithm (1 byte) · key number (1 byte) · nonce (12) · cipher text and tag`, so that keys and algorithms can change
while old rows stay readable. The key file lies outside the database and is never in a backup of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AES, SM4 = 1, 2
ALGORITHMS = {"AES-256-GCM": AES, "SM4-GCM": SM4}
NONCE, TAG = 12, 16
REMEMBERED = 50_000


class KeyMissing(Exception):
    """There is no key file: nothing may be sealed, and what is sealed cannot be read."""


class Unreadable(Exception):
    """A sealed value that this key does not open: another key, another column, or an altered row."""


@dataclass(frozen=True)
class Vault:
    """The keys in force. `keys` maps key number to 32 bytes; `hash_key` never changes, or equal numbers would part."""

    keys: dict[int, bytes]
    hash_key: bytes
    algorithm: int = AES
    current_key: int = 1
    _ciphers: dict[int, AESGCM] = field(default_factory=dict, repr=False)
    _macs: dict[str, tuple[Any, Any]] = field(default_factory=dict, repr=False)

    def seal(self, text: str, label: str) -> bytes:
        """Encrypt `text` for the column `label`."""
        nonce = os.urandom(NONCE)
        head = bytes((self.algorithm, self.current_key))
        data = text.encode()
        if self.algorithm == AES:
            return head + nonce + self._aes(self.current_key).encrypt(nonce, data, label.encode())
        worker = Cipher(algorithms.SM4(self.keys[self.current_key][:16]), modes.GCM(nonce)).encryptor()
        worker.authenticate_additional_data(label.encode())
        return head + nonce + worker.update(data) + worker.finalize() + worker.tag

    def unseal(self, sealed: bytes, label: str) -> str:
        """Decrypt what `seal` gave for the same `label`. Raises `Unreadable`."""
        if len(sealed) < 2 + NONCE + TAG:
            raise Unreadable(f"{label}: too short")
        algorithm, number, nonce, body = sealed[0], sealed[1], sealed[2 : 2 + NONCE], sealed[2 + NONCE :]
        if number not in self.keys or algorithm not in (AES, SM4):
            raise Unreadable(f"{label}: key {number} is not in the key file")
        try:
            if algorithm == AES:
                return self._aes(number).decrypt(nonce, body, label.encode()).decode()
            worker = Cipher(algorithms.SM4(self.keys[number][:16]), modes.GCM(nonce, body[-TAG:])).decryptor()
            worker.authenticate_additional_data(label.encode())
            return (worker.update(body[:-TAG]) + worker.finalize()).decode()
        except InvalidTag:
            raise Unreadable(f"{label}: altered, or sealed with another key") from None

    def keyed(self, text: str, label: str) -> bytes:
        """Sixteen bytes that are equal exactly when the texts of one column are, and tell nothing without the key."""
        # HMAC-SHA256 of "label\0text"; with both halves begun once a label, a number costs a third of hmac.digest().
        inner, outer = self._macs.get(label) or self._begin_mac(label)
        first, second = inner.copy(), outer.copy()
        first.update(text.encode())
        second.update(first.digest())
        digest: bytes = second.digest()
        return digest[:16]

    def _begin_mac(self, label: str) -> tuple[Any, Any]:
        block = (hashlib.sha256(self.hash_key).digest() if len(self.hash_key) > 64 else self.hash_key).ljust(64, b"\0")
        inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
        inner.update(f"{label}\0".encode())
        self._macs[label] = inner, outer
        return inner, outer

    def _aes(self, number: int) -> AESGCM:
        if number not in self._ciphers:
            self._ciphers[number] = AESGCM(self.keys[number])
        return self._ciphers[number]


@dataclass(frozen=True)
class Remembering(Vault):
    """A vault for one long piece of work, which asks for the key of the same number again and again."""

    _known: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    def keyed(self, text: str, label: str) -> bytes:
        """As a vault does it, worked out once for each of the last numbers."""
        known = self._known.get((label, text))
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[label, text] = super().keyed(text, label)
        return known


def remembering(box: Vault) -> Remembering:
    """The same keys, with a memory that ends with the work."""
    return Remembering(**{each.name: getattr(box, each.name) for each in fields(Vault)})


def make_key_file(path: Path, algorithm: str = "AES-256-GCM") -> None:
    """Write a new key file, readable by its owner alone. Never replaces one: what it sealed would be lost."""
    document = {
        "algorithm": algorithm,
        "current": 1,
        "keys": {"1": base64.b64encode(os.urandom(32)).decode()},
        "hash": base64.b64encode(os.urandom(32)).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(document, file, indent=1)


def add_key(path: Path) -> int:
    """Put a new key into a key file and make it the one that seals from now on; gives its number.

    Those before it stay, for they open what they sealed. Raises `KeyMissing`; `ValueError` when all 255 numbers are used.
    """
    load(path)
    document = json.loads(path.read_text())
    number = max(map(int, document["keys"])) + 1
    if number > 255:
        raise ValueError("a key's number is one byte")
    document["keys"][str(number)] = base64.b64encode(os.urandom(32)).decode()
    document["current"] = number
    part = path.with_name(f"{path.name}.new")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    load.cache_clear()
    return number


@lru_cache(maxsize=8)
def load(path: Path) -> Vault:
    """Read a key file. Raises `KeyMissing` when it is not there."""
    if not path.exists():
        raise KeyMissing(f"没有密钥文件 {path}，身份证号和电话打不开。把备份的密钥文件放回原处再试。")
    document = json.loads(path.read_text())
    return Vault(
        keys={int(number): base64.b64decode(key) for number, key in document["keys"].items()},
        hash_key=base64.b64decode(document["hash"]),
        algorithm=ALGORITHMS[document["algorithm"]],
        current_key=int(document["current"]),
    )


@lru_cache(maxsize=8)
def from_words(words: str) -> Vault:
    """A vault derived from a pass phrase, for tests and throw-away databases."""
    return Vault(keys={1: hashlib.sha256(words.encode()).digest()}, hash_key=hashlib.sha256(f"hash {words}".encode()).digest())


def current() -> Vault:
    """The vault of this installation: settings `VAULT_WORDS` (tests) or the key file `VAULT_KEY_FILE`."""
    from django.conf import settings

    return from_words(settings.VAULT_WORDS) if settings.VAULT_WORDS else load(settings.VAULT_KEY_FILE)
