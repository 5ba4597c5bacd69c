"""Words of the language about people and bodies: titles, roles, kinds of organisation, peoples. Nobody's names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from index.text import fold_words, word_set

TITLES = word_set(
    "mr mrs ms miss dr sir dame lord lady sen rep gov gen prof lt col sgt capt rev hon st det supt insp pc cllr"
)
ROLES = word_set(
    """president minister secretary speaker senator governor mayor leader chief director spokesman spokeswoman
    spokesperson adviser advisor ambassador professor chairman chairwoman chair ceo cfo coo cto officer analyst
    economist lawyer attorney judge justice general colonel major captain sergeant lieutenant coach king queen
    prince princess pope bishop archbishop cardinal representative congressman congresswoman lawmaker candidate
    councillor councilman councilwoman councilor alderman magistrate coroner
    nominee founder co-founder cofounder owner manager author historian researcher scientist doctor physician
    strategist commissioner sheriff detective actor actress singer deputy chancellor premier envoy diplomat
    counterpart official dictator ayatollah imam rabbi pastor reverend priest editor reporter journalist
    correspondent columnist commentator anchor host producer partner executive administrator aide activist
    organizer organiser consultant pollster expert engineer teacher student farmer resident superintendent
    principal dean provost fellow scholar treasurer comptroller prosecutor counsel billionaire businessman
    businesswoman entrepreneur investor banker trader developer pilot astronaut player quarterback pitcher
    striker goalkeeper midfielder defender captain star rapper musician comedian director filmmaker writer
    novelist poet artist designer chef mother father wife husband son daughter brother sister widow neighbor
    neighbour friend survivor victim witness suspect democrat republican lawmaker delegate supporter voter
    veteran head boss guard trainer physicist biologist psychologist sociologist epidemiologist virologist
    meteorologist geologist climatologist conservative liberal moderator specialist technician nurse paramedic
    teammate team-mate skipper winger jockey referee umpire headteacher headmaster headmistress barrister solicitor
    campaigner vicar surgeon
    editor-in-chief co-chair co-owner co-host co-author co-director vice-president vice-chair
    firefighter constable officer investigator inspector trustee predecessor successor"""
)
TITLES_AND_ROLES = TITLES | ROLES
ORGANISATIONS = word_set(
    """ministry department university inc corp corporation company committee party news bank agency court council
    association institute times post journal house senate congress union group foundation center centre office
    police commission board team government administration federation church college school hospital army force
    forces service society network league club campaign embassy parliament palace tribune herald press media
    reuters authority bureau coalition alliance organization organisation llc ltd fund project research survey
    poll study report statement editorial airlines airport museum studios records street avenue road county city
    state states district forum peninsula republic kingdom war act bill summit agreement treaty plan day award
    cup game games series festival island islands river sea ocean lake mountain park bridge convention
    conference constitution amendment courier gazette ledger chronicle globe guardian telegraph observer examiner
    inquirer dispatch sentinel bulletin daily weekly newspaper magazine"""
)
DOCUMENTS = word_set("""editorial statement report tweet post column op-ed letter memo study survey poll review""")
AUTHORLESS = word_set("editorial report study survey poll review article analysis")
CALENDAR = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept oct nov dec"""
)
MONTHS = word_set("january february march april may june july august september october november december jan")
PARTICLES = word_set("de la le du van von der den bin ibn al el del della di da dos ter y")
MODIFIERS = word_set(
    """top senior chief current own new old late longtime long-time veteran country nation outgoing incoming
    then- the a an his her their its this that one two three another other acting official"""
)
OFFICES = word_set("minister secretary ambassador envoy deputy representative commissioner")
PARTIES = word_set("republican democrat democratic conservative liberal labour labor tory socialist green independent")
PORTFOLIOS = word_set(
    """state defense defence labor labour education energy commerce transportation transport treasury agriculture
    interior health homeland security war finance justice affairs foreign veterans housing staff"""
)
HE = word_set(
    """mr sir lord king prince pope spokesman chairman congressman businessman actor father husband son brother"""
)
SHE = word_set(
    """mrs ms miss dame lady queen princess spokeswoman chairwoman congresswoman businesswoman actress mother wife
    daughter sister"""
)
_LESSER = word_set("former vice deputy assistant associate")  # "the president" is no vice president
_LEAVING, _COMING = word_set("former outgoing ex departing ousted"), word_set("new incoming next newly elect")
_LONG_TITLES = {
    "sen": "senator",
    "rep": "representative",
    "congressman": "representative",
    "congresswoman": "representative",
    "gov": "governor",
    "gen": "general",
    "prof": "professor",
    "lt": "lieutenant",
    "col": "colonel",
    "sgt": "sergeant",
    "capt": "captain",
    "rev": "reverend",
    "dr": "doctor",
    "ceo": "chief executive officer",
}
_SYNONYMS = {("top", "diplomat"): ("foreign", "minister"), ("foreign", "secretary"): ("foreign", "minister")}
_IRREGULAR = dict(
    pair.split(":")
    for pair in word_set(
        """us:america uss:america american:america british:britain uk:britain french:france dutch:netherlands
        spanish:spain swiss:switzerland polish:poland turkish:turkey danish:denmark swedish:sweden finnish:finland
        greek:greece irish:ireland scottish:scotland welsh:wales filipino:philippines thai:thailand
        presidential:president ministerial:minister parliamentary:parliament"""
    )
)  # adjectives that do not begin like their noun
SHORT_NAMES = {
    "united states": "U.S.",
    "united kingdom": "U.K.",
    "united nations": "U.N.",
    "european union": "E.U.",
}
_WRITTEN_OUT = frozenset(_LONG_TITLES.get(title, title) for title in TITLES_AND_ROLES)
_MIN_STEM = 4
_OF = re.compile(r",|\s(?:of|for|at|in|with|from|on)\s")


def fits(wanted: Sequence[str], head: str, role: str) -> bool:
    """Tell whether a role as written has the head word and every other word of a description."""
    known = expand(fold_words(role))
    if any(word in known and word not in wanted for word in _LESSER):
        return False
    if (len(wanted) == 1 or head in ORGANISATIONS) and not _is_head(head, role):
        return False
    return bool(wanted) and all(any(same_word(word, other) for other in known) for word in {head, *wanted})


def is_at_odds(description: Iterable[str], role: str) -> bool:
    """Tell whether one of them comes into office and the other leaves it: "the new president", "Outgoing president"."""
    words, known = set(description), set(fold_words(role))
    return bool((words & _COMING and known & _LEAVING) or (words & _LEAVING and known & _COMING))


def _is_head(word: str, role: str) -> bool:
    """Tell whether a word says what somebody is in a role, not of what kind: an executive editor is no executive."""
    noun = _OF.split(role, maxsplit=1)[0]
    heads = [word for word in expand(fold_words(noun)) if word in ROLES | ORGANISATIONS | DOCUMENTS]
    return not heads or same_word(word, heads[-1])


def has_title(roles: Iterable[str], titles: Collection[str]) -> bool:
    """Tell whether one of the roles is one of these titles, written out or short: "Sen.", "Senator"."""
    wanted = {_LONG_TITLES.get(title, title) for title in titles}
    return any(_LONG_TITLES.get(word, word) in wanted for role in roles for word in fold_words(role))


def long_titles(roles: Iterable[str]) -> frozenset[str]:
    """Return the titles that are words of these roles, folded and written out: "senator" for "Sen." as well."""
    return _WRITTEN_OUT.intersection(long_title(word) for role in roles for word in fold_words(role))


def expand(words: Sequence[str]) -> list[str]:
    """Replace descriptions by the office they stand for: a top diplomat is a foreign minister."""
    for phrase, office in _SYNONYMS.items():
        if all(word in words for word in phrase):
            return [word for word in words if word not in phrase] + list(office)
    return list(words)


def base_word(word: str) -> str:
    """Return the folded noun of an adjective that does not begin like it: "dutch" → "netherlands"; else the word."""
    return _IRREGULAR.get(word, word)


def long_title(word: str) -> str:
    """Return a folded title written out: "gov" → "governor"; else the word."""
    return _LONG_TITLES.get(word, word)


@lru_cache(maxsize=1 << 16)
def same_word(one: str, other: str) -> bool:
    """Tell whether two folded words are the same up to the endings of demonyms: "norvia", "norvian"."""
    one, other = _IRREGULAR.get(one, one), _IRREGULAR.get(other, other)
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    is_demonym = longer.endswith(("an", "ian", "ese", "ish", "i"))
    return is_demonym and len(shorter) >= _MIN_STEM and longer.startswith(shorter[: max(_MIN_STEM, len(shorter) - 1)])
