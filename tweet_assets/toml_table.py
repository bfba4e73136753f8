"""A TOML table of settings, read one setting at a time; what cannot be meant ends in a message that names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class ConfigurationError(Exception):
    """A file of settings says something that cannot be meant; the message names the setting."""


@dataclass(frozen=True)
class Table:
    """One table of the file, and where it stands in it."""

    content: Mapping[str, object]
    where: str

    def fail(self, key: str, expected: str) -> ConfigurationError:
        found = f"is {self.content[key]!r}" if key in self.content else "is not given"
        return ConfigurationError(f"{self.where}: `{key}` {found}; {expected}.")

    def only(self, keys: tuple[str, ...]) -> None:
        for key in self.content:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"the settings here are {', '.join(keys)}."
                raise ConfigurationError(f"{self.where}: `{key}` is not a setting; {hint}")

    def boolean(self, key: str, default: bool) -> bool:
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(key, "true or false was expected")
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        value = self.content.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.fail(key, f"a whole number from {low} to {high} was expected")
        return value

    def amount(self, key: str, default: float, high: float) -> float:
        value = self.content.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= high:
            raise self.fail(key, f"a number from 0 to {high:g} was expected")
        return float(value)

    def day(self, key: str, default: date | None) -> date | None:
        value = self.content.get(key, default)
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            raise self.fail(key, "a day without quotes like 2026-01-31 was expected")
        return value

    def day_or_moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        """A moment in UTC: the one that is given with its zone, or the first of the day that is given."""
        value = self.content.get(key)
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise self.fail(key, "a moment with its zone like 2026-01-31T09:30:00Z was expected, or a day")
            return value.astimezone(UTC)
        day = self.day(key, None)
        return None if day is None else datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)

    def zone(self, key: str) -> ZoneInfo:
        value = self.content.get(key, "UTC")
        try:
            return ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self.fail(key, "a zone like 'Europe/Lisbon' or 'UTC' was expected") from error

    def moments(self, key: str, zone: ZoneInfo) -> dict[str, datetime]:
        table = self.content.get(key, {})
        if not isinstance(table, dict):
            raise self.fail(key, "a table of file names and moments was expected")
        for name, moment in table.items():
            if not isinstance(moment, datetime):
                raise Table(table, f"{self.where}, [{key}]").fail(
                    name, "a moment like 2026-02-01T09:30:00Z was expected"
                )
        return {n: (m if m.tzinfo else m.replace(tzinfo=zone)).astimezone(UTC) for n, m in table.items()}

    def rows(self, key: str) -> list[Mapping[str, object]]:
        rows = self.content.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail(key, "write each account as its own [[accounts]]")
        return rows

    def words(self, key: str, default: tuple[str, ...], shape: re.Pattern[str]) -> tuple[str, ...]:
        value = self.content.get(key, list(default))
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(w, str) and shape.fullmatch(w) for w in value)
        ):
            raise self.fail(key, "a list of short names was expected")
        if len(set(value)) < len(value):
            raise self.fail(key, "every name may stand there once")
        return tuple(value)

    def choice(self, key: str, options: tuple[str, ...], default: str) -> str:
        value = self.content.get(key, default)
        if value not in options:
            raise self.fail(key, f"one of {', '.join(options)} was expected")
        return str(value)
