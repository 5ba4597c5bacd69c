"""The addresses that articles are known by: absolute ones of the web, nothing else."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


def web_address(written: object, base: str | None = None) -> str | None:
    """Return an http(s) URL as it is written, or as it is meant on a page at `base`; None for what is none."""
    if not isinstance(written, str):
        return None
    try:
        url = urljoin(base, written.strip()) if base else written.strip()
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web and not any(character.isspace() for character in url) else None
