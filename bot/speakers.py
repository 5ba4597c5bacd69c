"""Speakers as they are printed: for people, and as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.harmless import harmless_line
from bot.render import count
from index.profiles import Profile, Role


class RoleRecord(BaseModel):
    """What articles call somebody: in how many of them, and the first and last day of those that have a date."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    role: str
    articles: int
    first: str | None
    last: str | None


class ProfileRecord(BaseModel):
    """A speaker over all articles."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    name: str
    quotes: int
    articles: int
    known_as: list[str]
    roles: list[RoleRecord]


def profile_record(profile: Profile) -> ProfileRecord:
    """Return a speaker as printed with --json."""
    return ProfileRecord.model_validate(profile)


def profile_text(profile: Profile, *, whole: bool) -> str:
    """Return a speaker in one line, or with all names and roles."""
    counts = f"{count(profile.quotes, 'quotation')} in {count(profile.articles, 'article')}"
    lines = [f"{profile.name}: {counts}"]
    if whole and profile.known_as:
        lines.append(f"   also {', '.join(profile.known_as)}")
    if whole:
        lines += [f"   {role.role} ({_time(role)})" for role in profile.roles]
    return "\n".join(map(harmless_line, lines))


def _time(role: Role) -> str:
    days = role.first if role.first == role.last else f"{role.first} to {role.last}"
    return ", ".join([*([days] if role.first and days else []), count(role.articles, "article")])
