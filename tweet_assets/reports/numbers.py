"""Numbers as a reader sees them. Unknown is a word, never a zero; what is beyond sense is said to be beyond."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from math import exp, expm1, log

UNKNOWN = "not known"
# Beyond tenfold, the number of a per cent is noise: an estimate that wide says "could be anything".
_CHANGE_MAX_PERCENT = 999
_TYPICAL_MAX = 1_000_000
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def whole(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def counted(value: int | None, one: str, many: str | None = None) -> str:
    """'1 post', '2 posts', 'an unknown number of posts'."""
    if value is None:
        return f"an unknown number of {many or one + 's'}"
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def decimal(value: float | None) -> str:
    """A plain number with about two digits that mean something: '0.14', '1.3', '12'."""
    if value is None:
        return UNKNOWN
    return f"{value:.2f}" if abs(value) < 1 else f"{value:.1f}" if abs(value) < 10 else f"{value:,.0f}"


def share(value: float | None) -> str:
    """A probability or share in whole per cent; what is neither 0 nor 1 is never rounded to look so."""
    if value is None:
        return UNKNOWN
    if 0 < value < 0.01:
        return "under 1 %"
    if 0.99 < value < 1:
        return "over 99 %"
    return f"{_unsigned_zero(100 * value):.0f} %"


def rate(value: float | None) -> str:
    """A rate per impression in per cent, with one decimal."""
    if value is None:
        return UNKNOWN
    if 0 < value < 0.001:
        return "under 0.1 %"
    return f"over {_CHANGE_MAX_PERCENT} %" if 100 * value > _CHANGE_MAX_PERCENT else f"{100 * value:.1f} %"


def log_rate(value: float | None) -> str:
    """A rate that is stored as its natural log."""
    return UNKNOWN if value is None else rate(exp(min(value, log(_CHANGE_MAX_PERCENT))))


def change(log_ratio: float | None) -> str:
    """A difference of logs as a change in per cent, exp(x) - 1: '+22 %', '-18 %'."""
    if log_ratio is None:
        return UNKNOWN
    if log_ratio > log(1 + _CHANGE_MAX_PERCENT / 100):
        return f"over +{_CHANGE_MAX_PERCENT} %"
    if log_ratio < log(0.01):
        return "under -99 %"
    return signed_share(expm1(log_ratio))


def signed_share(value: float | None) -> str:
    """A share with its sign, in whole per cent."""
    if value is None:
        return UNKNOWN
    percent = _unsigned_zero(100 * value)
    return "0 %" if percent == 0 else f"{percent:+,.0f} %"


def typical(log_engagement: float | None) -> str:
    """Mean log(engagement + 1) as the engagement of a typical post, which is a geometric mean."""
    if log_engagement is None:
        return UNKNOWN
    if log_engagement > log(_TYPICAL_MAX):
        return f"over {_TYPICAL_MAX:,}"
    return decimal(max(expm1(log_engagement), 0.0))


def span(low: float | None, high: float | None, said: Callable[[float | None], str]) -> str:
    """An interval in words; an end that is missing makes it unknown."""
    return "interval not known" if low is None or high is None else f"from {said(low)} to {said(high)}"


def money(usd: float | None) -> str:
    return UNKNOWN if usd is None else "under $0.01" if 0 < usd < 0.005 else f"${usd:,.2f}"


def day(value: date) -> str:
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock(local: datetime | None) -> str:
    """A moment that is already in the account's zone."""
    if local is None:
        return UNKNOWN
    return f"{_DAYS[local.weekday()][:3]} {local.day} {_MONTHS[local.month - 1][:3]}, {local:%H:%M}"


def age(hours: float | None) -> str:
    if hours is None:
        return UNKNOWN
    return counted(round(hours), "hour") if hours < 72 else counted(round(hours / 24), "day")


def _unsigned_zero(value: float) -> float:
    """Rounded to a whole number, without the minus that a rounded -0.3 keeps."""
    return round(value) + 0.0
