"""Bytes that must not be mixed up, each a type of its own."""

from __future__ import annotations

from typing import NewType

Plain = NewType("Plain", bytes)
Sealed = NewType("Sealed", bytes)
ThreadKey = NewType("ThreadKey", bytes)
WrappingKey = NewType("WrappingKey", bytes)
PublicKey = NewType("PublicKey", bytes)
PrivateKey = NewType("PrivateKey", bytes)
Pepper = NewType("Pepper", bytes)
