"""Every tunable number has a reason, and a fingerprint that changes with it."""

from __future__ import annotations

import ast
import tokenize
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from tweet_assets import settings
from tweet_assets.settings import SETTINGS, Settings, fingerprint

SOURCE = Path(settings.__file__)
PACKAGES = [package.name for package in fields(Settings)]
NUMBERS = [(package, field.name) for package in PACKAGES for field in fields(getattr(SETTINGS, package))]


def test_every_setting_has_a_reason_beside_it() -> None:
    with SOURCE.open("rb") as file:
        comments = {
            token.start[0]: token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT
        }
    without_reason = [
        node.target.id
        for group in ast.parse(SOURCE.read_text(encoding="utf-8")).body
        if isinstance(group, ast.ClassDef) and group.name != "Settings"
        for node in group.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if not any(len(comments.get(line, "")) > 5 for line in range(node.lineno, (node.end_lineno or node.lineno) + 1))
    ]
    assert without_reason == []


def test_every_setting_is_a_plain_value_that_cannot_be_changed() -> None:
    for package, name in NUMBERS:
        assert isinstance(getattr(getattr(SETTINGS, package), name), int | float | str)
    with pytest.raises(FrozenInstanceError):
        SETTINGS.learning.floor = 0.0  # type: ignore[misc]


def test_the_same_numbers_have_the_same_fingerprint() -> None:
    assert fingerprint(Settings()) == fingerprint(SETTINGS)
    assert len(fingerprint(SETTINGS)) == 16
    int(fingerprint(SETTINGS.learning), 16)


@pytest.mark.parametrize(("package", "name"), NUMBERS)
def test_another_number_is_another_fingerprint(package: str, name: str) -> None:
    group = getattr(SETTINGS, package)
    value = getattr(group, name)
    other = f"{value}!" if isinstance(value, str) else value + 1
    changed = replace(SETTINGS, **{package: replace(group, **{name: other})})
    assert fingerprint(changed) != fingerprint(SETTINGS)
    assert fingerprint(getattr(changed, package)) != fingerprint(group)


@pytest.mark.parametrize(
    ("package", "name"), [key for key in NUMBERS if key[1] in ("floor", "better_probability", "value_max_weight_share")]
)
def test_a_probability_lies_between_none_and_all(package: str, name: str) -> None:
    assert 0 < getattr(getattr(SETTINGS, package), name) < 1
