"""Chance that can be replayed: seeds from words, draws from a Gaussian, and who wins how often."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def seed_of(*parts: str) -> int:
    """A seed in [0, 2**64) that is the same for the same words on every machine."""
    return int.from_bytes(sha256("\x1f".join(parts).encode()).digest()[:8], "big")


def fingerprint(*arrays: Array) -> str:
    """Sixteen hex digits of what arrays hold."""
    return sha256(b"\x1f".join(np.ascontiguousarray(array).tobytes() for array in arrays)).hexdigest()[:16]


def draws(mean: Array, covariance: Array, size: int, generator: np.random.Generator) -> Array:
    """Draws from a Gaussian, shape (size, n). The covariance may be singular, as that of effects summing to zero is."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    return np.asarray(mean + generator.standard_normal((size, len(mean))) @ root.T)


def win_shares(samples: Array) -> Array:
    """The share of rows in which each column is the largest, shape (n,); sums to 1."""
    return np.bincount(samples.argmax(axis=1), minlength=samples.shape[1]) / len(samples)
