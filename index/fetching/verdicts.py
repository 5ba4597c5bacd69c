"""Pages that hold no article though their server says that all is well, told by general rules, each with its reason.

No rule goes by a word alone: what is long enough to be an article is one, whatever its headline says.
"""

from __future__ import annotations

import re

import httpx

from index.fetching.failures import passing, permanent
from index.fetching.pages import FEEDS, PAGES, PDF, Fetched
from index.fetching.views import PageView, view_page

_STUB = 2000  # characters beside links, above which a page holds more than a notice, a teaser and an offer
_NOTICE = 400  # characters, up to which a page may be nothing but a notice

_TITLE_PARTS = re.compile(r"\s+[–—·•-]\s+|\s*[|»]\s*")  # no colon: it stands within headlines
_THING = r"(?:page|article|story|content|document|file|url|link|post)"
_GONE = re.compile(  # this and the next two: titles in small letters, without marks
    rf"""(?:(?:we\ are\ |were\ )?(?:sorry|oops|whoops|uh\ oh|hmm)\ (?:but\ )?)?(?:
      (?:http\ )?(?:error\ |status\ )?(?:code\ )?404(?:\ error)?(?:\ {_THING})?(?:\ not\ found)?
    | (?:{_THING}\ )?not\ found | nothing\ (?:was\ )?found(?:\ here)?
    | (?:(?:the|this|that|your)\ )?(?:requested\ )?{_THING}(?:\ (?:that\ )?you[\w\ ]+?)?
      \ (?:(?:was|is|could|can|does|has|may)\ (?:not|no)|cannot|wasnt|isnt|couldnt|cant|doesnt|has|was|is)
      (?:\ have)?(?:\ longer|\ be|\ been)?\ (?:found|exists?|available|removed|deleted|there)(?:\ or\ [\w\ ]+)?
    | we\ (?:cant|cannot|can\ not|couldnt|could\ not)\ (?:seem\ to\ )?find\ (?:the|that|this|your)\ {_THING}\b.*
    | (?:(?:diese|die)\ )?(?:angeforderte\ )?seite\ (?:(?:wurde|konnte)\ )?nicht\ gefunden(?:\ werden)?
    | (?:cette\ )?page\ (?:non\ trouvée|introuvable|inexistante)
    | (?:la\ )?página\ (?:no\ (?:encontrada|existe|disponible)|não\ encontrada)
    | pagina\ (?:non\ trovata|niet\ gevonden)
    )""",
    re.VERBOSE,
)
_GUARDED = re.compile(
    r"just a moment|attention required|access (?:to this page has been )?denied|are you (?:a robot|human)|robot check"
    r"|(?:verify|verifying|confirm|checking) (?:that |if )?(?:you are|youre) (?:a )?(?:human|not a robot).*"
    r"|security check|checking your browser.*|pardon our interruption|(?:bot|human) verification"
)
_CONSENT = re.compile(
    r"before you continue.*|we value your privacy|your privacy(?: choices| settings| matters| is important to us)?"
    r"|privacy (?:settings|choices|preferences|centre|center|gate|wall)|cookies?(?: consent| settings| wall| notice)?"
    r"|(?:cookie )?consent(?: required| form)?|manage (?:your )?(?:consent|privacy|cookies)"
    r"|datenschutz ?einstellungen|zustimmung|wir brauchen ihre zustimmung|gérer (?:vos|mes) cookies"
)
_JOIN = r"(?:subscribe|sign\ (?:in|up)|log\ ?in|register|join|become\ a\ (?:member|subscriber))"
_PAYWALL = re.compile(
    rf"""\b{_JOIN}\b[\w’',\ ]{{0,60}}\bto\ (?:(?:continue|keep)\ reading|unlock|read\ (?:this|the|on)\b)
    | \bto\ (?:(?:continue|keep)\ reading|read\ (?:this|the|on)\b)[\w’',\ ]{{0,60}}\b{_JOIN}\b
    | \bcontinue\ reading\ (?:with|for)\b
    | \b(?:this|the|our)\ (?:full\ |premium\ )?{_THING}s?\ (?:is|are)\ [\w\ ]{{0,40}}\b(?:for|to)\ [\w\ ]{{0,30}}
      (?:subscribers|members)\b
    | \b(?:subscribers?|members?)[-\ ](?:only|exclusive)\ {_THING}
    | \bexclusive(?:ly)?\ (?:to|for)\ (?:our\ )?(?:subscribers|members)\b
    | \bunlock\ (?:this\ {_THING}|the\ (?:full|whole|rest))\b
    | \byou(?:[’']ve|\ have)\ (?:reached|read|used)\ (?:your|all)\b[\w’'\ ]{{0,40}}\b(?:limit|free|articles)\b
    | \bno\ free\ articles\ (?:left|remaining)\b
    | \bweiterlesen\ mit\b | \bnur\ für\ abonnenten\b | \bréservé\ (?:à\ nos|aux)\ abonnés\b
    | \bexclusivo\ para\ suscriptores\b | \briservato\ agli\ abbonati\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SCRIPTED = re.compile(
    r"\b(?:enable|turn on|activate|requires?|without|needs?)\b[\w’' ]{0,30}\bjavascript\b|\bjavascript\b[\w’' ]{0,20}"
    r"\b(?:disabled|required|turned off|enabled)\b",
    re.IGNORECASE,
)

_HOMES = re.compile(r"(?:(?:[a-z]{2}(?:[-_][a-z]{2})?|home|index|default|main)(?:\.\w{2,5})?)?", re.IGNORECASE)
_WALL_HOSTS = {"consent", "guce", "cmp", "privacy", "login", "accounts", "account", "auth", "sso", "signin"}
_WALL_PATHS = _WALL_HOSTS | {
    *("cookie-consent", "cookiewall", "cookie-wall", "privacy-gate", "privacy-wall", "gdpr", "sign-in", "log-in"),
    *("register", "subscribe", "subscription", "subscriptions", "paywall", "abo", "captcha", "challenge"),
}
_SLUG = re.compile(r"\d{4,}|\w+[-_]\w+[-_]\w+")  # an article's own part of an address; a section's is one word or two


def require_article(page: Fetched) -> None:
    """Raise FetchError where a page answers with success but is no article, or only the beginning of one."""
    if page.content_type == PDF:
        if b"%PDF-" not in page.content[:1024]:
            raise permanent(page.url, "it is said to be a PDF, and is none")
    elif page.content_type in FEEDS:
        raise permanent(page.url, "it is a feed or other XML, and no article; a feed is added as a feed")
    elif page.content_type in PAGES:
        _require_destination(page)
        _require_words(page, view_page(page.content))
    elif not page.content.strip():
        raise permanent(page.url, "it is blank")


def _require_destination(page: Fetched) -> None:
    """Refuse what was redirected to where no article stands."""
    asked, final = httpx.URL(page.url), httpx.URL(page.final_url)
    if (asked.host, asked.raw_path) == (final.host, final.raw_path):
        return
    if _is_wall(final) and not _is_wall(asked):
        raise permanent(page.url, f"it leads to a page for login or consent ({final.host}), and not to the article")
    if _is_home(final) and not _is_home(asked):
        raise permanent(page.url, "it leads to the home page, so the article is no longer there")
    if _is_section(final, asked):
        raise permanent(page.url, f"it leads to the section {final.path}, so the article is no longer there")


def _is_wall(url: httpx.URL) -> bool:
    return url.host.split(".")[0] in _WALL_HOSTS or any(part.lower() in _WALL_PATHS for part in _parts(url))


def _is_home(url: httpx.URL) -> bool:
    parts = _parts(url)
    return len(parts) < 2 and not url.query and _HOMES.fullmatch("".join(parts)) is not None


def _is_section(url: httpx.URL, asked: httpx.URL) -> bool:
    """Whether a URL is what is left of another without the article's own part."""
    kept, had = _parts(url), _parts(asked)
    return (
        bool(kept)
        and had[: len(kept)] == kept
        and _SLUG.search(kept[-1]) is None
        and any(_SLUG.search(part) for part in had[len(kept) :])
    )


def _parts(url: httpx.URL) -> list[str]:
    return [part for part in url.path.split("/") if part]


def _require_words(page: Fetched, view: PageView | None) -> None:
    """Refuse what shows a notice, an offer or a question in the place of an article."""
    if view is None or not view.everything:
        raise permanent(page.url, "it shows no words")
    if len(view.text) > _STUB:
        return
    if _is_titled(view, _GONE):
        raise permanent(page.url, "its server says that there is no such page, though with the status of success")
    if _is_titled(view, _GUARDED):
        raise passing(page.url, "its server asks whether a human is there; download it with a browser instead")
    if _is_titled(view, _CONSENT):
        raise permanent(page.url, "it asks for consent before it shows the article")
    if view.is_free is False or (view.is_free is None and _PAYWALL.search(view.everything)):
        raise permanent(page.url, "it shows only the beginning of its article to those who do not subscribe or log in")
    if len(view.text) <= _NOTICE and _SCRIPTED.search(view.everything):
        raise permanent(page.url, "it shows its words only to browsers that run scripts")


def _is_titled(view: PageView, pattern: re.Pattern[str]) -> bool:
    """Whether a title, or a part of one beside the name of the site, is what a pattern says and nothing more."""
    parts = [part for title in view.titles for part in [title, *_TITLE_PARTS.split(title)]]
    return any(pattern.fullmatch(_bare(part)) for part in parts)


def _bare(title: str) -> str:
    """Return a title in small letters, without marks: "cant" for "can’t", a space for all else."""
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"[’']", "", title.lower())).split())
