"""What people do with words besides saying them: criticise, praise, deny, promise … by the verbs that report it."""

from __future__ import annotations

from index.text import word_set

_VERBS: dict[str, frozenset[str]] = {
    "criticism": word_set(
        """criticise criticize condemn denounce blast slam attack decry deplore lambast lambaste rebuke assail
        lash bash mock ridicule accuse blame castigate chide fault knock pan rap rip scold skewer slate berate bemoan
        lament disparage deride excoriate savage"""
    ),
    "praise": word_set("praise laud applaud commend hail salute compliment celebrate extol cheer admire welcome thank"),
    "denial": word_set("deny dispute refute rebut disavow contradict reject"),
    "support": word_set("support back endorse favour favor defend champion embrace approve uphold"),
    "opposition": word_set("oppose reject resist fight protest object veto disapprove condemn dismiss"),
    "warning": word_set("warn caution threaten alert"),
    "promise": word_set("promise vow pledge swear guarantee commit"),
    "demand": word_set("demand urge call appeal request insist press plead implore"),
    "prediction": word_set("predict forecast expect project foresee anticipate prophesy"),
    "defence": word_set("defend justify excuse"),
    "confirmation": word_set("confirm admit acknowledge concede"),
    "announcement": word_set("announce declare unveil reveal disclose"),
}
_NOUNS: dict[str, frozenset[str]] = {
    "criticism": word_set("criticism critic critical condemnation rebuke attack"),
    "praise": word_set("praise tribute applause"),
    "denial": word_set("denial"),
    "support": word_set("support supporter endorsement supportive"),
    "opposition": word_set("opposition opponent rejection"),
    "warning": word_set("warning threat"),
    "promise": word_set("promise pledge vow"),
    "demand": word_set("demand appeal call"),
}
_IRREGULAR = {"fought": "fight", "swore": "swear", "sworn": "swear", "foresaw": "foresee", "rebutted": "rebut"}


def find_stance(verb: str) -> str | None:
    """Return what kind of speech act a verb in any form stands for ("slammed": "criticism"), or None."""
    lemmas = _lemmas(verb)
    return next((stance for stance, verbs in _VERBS.items() if verbs & lemmas), None)


def has_stance(words: str, stance: str) -> bool:
    """Tell whether words (a cue, or the sentence around a quotation) have a verb or noun of a stance."""
    known = _VERBS[stance] | _NOUNS.get(stance, frozenset())
    return any(known & _lemmas(word) for word in words.replace(",", " ").split())


def _lemmas(word: str) -> frozenset[str]:
    """What a form may come from: "criticised": "criticis", "criticise", …; more than one is no harm."""
    lower = word.lower().strip(".,;:!?\"'“”‘’")
    stems = {lower, _IRREGULAR.get(lower, lower)}
    for ending in ("ed", "d", "es", "s", "ing"):
        if lower.endswith(ending) and len(lower) > len(ending) + 2:
            stem = lower[: -len(ending)]
            stems |= {stem, f"{stem}e"}
            if len(stem) > 2 and stem[-1] == stem[-2]:
                stems.add(stem[:-1])
            if stem.endswith("i"):
                stems.add(f"{stem[:-1]}y")
    return frozenset(stems)
