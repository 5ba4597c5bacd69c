"""The words of speech and stance, by what they report: a clause, an infinitive, an object, a phrase with a preposition.

All are dictionary forms. Which kinds of construction count, and which words of each, was fitted on the PolNeAR
corpus of attributions (news of 2015 and 2016).
"""

from __future__ import annotations

import re

from index.text import word_set

# "said (that) CLAUSE", "asked whether CLAUSE"
TELLING = word_set(
    """say tell suggest argue add note report write acknowledge claim explain announce insist agree indicate
    warn conclude point reveal declare state admit question predict recall allege emphasize emphasise deny
    concede tweet assure assert maintain promise boast joke signal remind propose complain charge caution
    contend reply remark demand clarify reiterate posit hint vow confirm respond counter quip post ask
    observe recount affirm aver disclose advise inform swear pledge protest repeat retort stipulate surmise
    imply show demonstrate find estimate read urge recommend request attest mention theorize opine wonder prove
    speculate ponder detail""",
)
# "believes (that) CLAUSE"
HOLDING = word_set(
    """think believe feel fear worry hope expect wonder doubt suspect assume remember understand know recognize
    recognise realize realise guess determine decide learn consider imagine forget figure presume reckon
    envision anticipate pray dream foresee want wish hop"""
)
# "refused to INFINITIVE", "proposed barring …"
PROMISING = word_set(
    """ask decline refuse vow promise agree pledge call propose threaten report claim offer demand advise swear
    beg recommend suggest advocate mention admit deny declare recall acknowledge describe recount"""
)
INTENDING = word_set(
    """expect want seek plan hop hope decide require wish prefer aim hesitate choose love hate desire long opt
    believe"""
)
# "criticized NP", "rejected NP as NP"
ADDRESSING = word_set(
    """criticize criticise cite express announce attack describe reject praise propose question challenge
    dismiss denounce deny report recall acknowledge accuse explain declare suggest note tweet blast mock
    highlight stress confirm blame thank condemn disclose tout outline decry lament echo detail recount
    applaud bemoan deride slam assail chide rebut refute disavow commend hail ridicule taunt insult berate
    lambaste bash defend discuss emphasize emphasise underscore deplore cheer champion reiterate allege"""
)
FAVOURING = word_set(
    """support endorse oppose back favor favour prefer embrace want fear regret hate love distrust seek resent
    doubt""",
)
# "A poll showed Torres leading": what is shown by what has no voice
SHOWING = word_set("show find put give have")
FINDINGS = word_set(
    "poll survey study report analysis data figure result record document census estimate research test audit"
)
# The prepositions behind a verb, or behind its object, that lead to what is reported.
PREPOSITIONS = {
    verb: frozenset(prepositions.split())
    for verbs, prepositions in (
        ("call push advocate plead", "for"),
        ("argue speak rail", "against for"),
        ("respond refer point reply allude admit", "to"),
        ("warn", "about of against"),
        ("talk speak complain worry ask boast brag joke lie think inquire care write", "about of"),
        ("comment elaborate insist focus opine reflect", "on upon"),
        ("agree disagree", "with on"),
        ("apologize apologise", "for"),
        ("disapprove approve conceive dream", "of"),
        ("hit lash hit fire strike", "at back"),
        ("believe", "in"),
    )
    for verb in verbs.split()
    for prepositions in (prepositions,)
}
# "called NP a danger", "sees NP as a danger": the object alone is nothing reported
LABELLING = word_set("call urge label brand dub term pronounce")
RATING = word_set("see consider view regard deem")
BEHIND_OBJECT = frozenset({"as", "of", "for", "to", "over", "on", "with", "against", "about"})
# "his promise to …", "the claim that …"
NOUNS_OF_SPEECH = word_set(
    """promise refusal comment complaint proposal accusation suggestion assertion allegation pledge vow warning
    declaration criticism admission denial assurance acknowledgment contention offer threat description
    condemnation denunciation critique apology testimony plea conclusion claim argument remark observation
    insistence aside quip joke jab retort message tweet post statement report reminder revelation"""
)
NOUNS_OF_STANCE = word_set(
    """concern hope belief confidence fear desire opposition doubt reluctance expectation conviction opinion
    suspicion worry determination readiness skepticism scepticism aversion disdain"""
)
ABOUT = frozenset({"about", "on", "of", "for", "against", "over", "to", "toward", "with", "in"})
# "made a promise", "voiced concern"
GIVING = word_set("make issue express voice have give raise offer deliver release")
# "is confident that CLAUSE", "is willing to INFINITIVE", "is critical of NP"
ADJECTIVES = word_set(
    """confident certain afraid concerned critical opposed reluctant determined hopeful worried optimistic
    pessimistic skeptical sceptical supportive aware unaware glad adamant convinced wary unsure uncertain
    dismissive grateful angry upset sorry uncomfortable comfortable doubtful leery interested fearful
    disappointed surprised"""
)

_IRREGULAR = word_set(
    """said told wrote written swore sworn thought felt knew known fought spoke spoken foresaw foreseen understood meant
    saw seen forgot forgotten chose chosen struck stricken lying begging begged sought found read shown shewn hoping
    hoped lain according"""
)
_PARTS = re.compile(r"[’'-]")


def may_be_cue(word: str) -> bool:
    """Tell whether a word, or a part of it ("pro-suggested"), is a form of a cue; else a sentence needs no parse."""
    folded = word.lower()
    return folded in _FORMS or (not folded.isalpha() and not _FORMS.isdisjoint(_PARTS.split(folded)))


def is_telling(cue: str) -> bool:
    """Tell a cue whose clause says by itself what was said ("said that …") from "criticized the plan", "hoped to …"."""
    folded = cue.lower()
    return folded in _TELLING_FORMS or folded == "according to" or not folded[:1].isalpha()


def _forms(cue: str) -> set[str]:
    """A word's regular forms, whether it is a verb or a noun, and some that no word has."""
    ends = [(cue, "s es ed d ing"), (cue.removesuffix("e"), "ing"), (cue.removesuffix("y"), "ies ied")]
    ends.append((cue + cue[-1], "ed ing"))
    return {cue, *(stem + end for stem, several in ends for end in several.split())}


_VERBS = TELLING.union(HOLDING, PROMISING, INTENDING, ADDRESSING, FAVOURING, LABELLING, RATING, SHOWING, PREPOSITIONS)
_FORMS = _IRREGULAR.union(ADJECTIVES, *map(_forms, _VERBS.union(NOUNS_OF_SPEECH, NOUNS_OF_STANCE)))
_TELLING_FORMS = frozenset({"said", "told", "wrote", "written", "swore", "found", "shown"}).union(*map(_forms, TELLING))
