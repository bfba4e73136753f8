"""Whether Python and the packages are those that the project asks for."""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tweet_assets.doctor.finding import Finding, note, ok, wrong

_MEND = "Run scripts/setup, or install again with constraints.txt."


def findings(project: Path) -> Iterator[Finding]:
    """What pyproject.toml and constraints.txt of a project ask for, against what is installed."""
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed: dict[str, str] = {
        canonicalize_name(one.name): one.version for one in metadata.distributions() if one.name
    }
    yield python(platform.python_version(), described["requires-python"])
    yield from packages(described["dependencies"], installed)
    yield from pins((project / "constraints.txt").read_text(encoding="utf-8"), described["dependencies"], installed)


def python(version: str, needed: str) -> Finding:
    if SpecifierSet(needed).contains(version, prereleases=True):
        return ok(f"Python {version} ({needed} is needed)")
    return wrong(f"Python is {version}, and {needed} is needed.", "Set PYTHON to a newer one and run scripts/setup.")


def packages(needed: list[str], installed: Mapping[str, str]) -> Iterator[Finding]:
    """Each package that is missing, or not in its range; one line where all are as they should be."""
    bad = 0
    for requirement in map(Requirement, needed):
        version = installed.get(canonicalize_name(requirement.name))
        asked = f"{requirement.name} {requirement.specifier}".strip()
        if version is None:
            bad += 1
            yield wrong(f"The package {asked} is not installed.", _MEND)
        elif not requirement.specifier.contains(version, prereleases=True):
            bad += 1
            yield wrong(f"The package {requirement.name} is {version}, and {asked} is needed.", _MEND)
    if not bad:
        yield ok(f"{len(needed)} packages, each in the range that is needed")


def pins(constraints: str, needed: list[str], installed: Mapping[str, str]) -> Iterator[Finding]:
    """The needed packages that are of another version than the one that everything was tried with."""
    lines = [line.split("==") for line in constraints.splitlines() if line and not line.startswith("#")]
    pinned = {canonicalize_name(name): version for name, version in lines}
    asked = [canonicalize_name(Requirement(text).name) for text in needed]
    other = [
        f"{name} {installed[name]} ({pinned[name]})"
        for name in asked
        if name in pinned and name in installed and installed[name] != pinned[name]
    ]
    if other:
        yield note(f"Not the versions that everything was tried with: {', '.join(other)}.", _MEND)
