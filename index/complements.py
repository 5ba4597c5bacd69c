"""The words of speech and stance, by what they report: a clause, an infinitive, an object, a phrase with a preposition.

All are dictionary forms. Which kinds of construction count, and which words of each, was fitted on the training half
of the PolNeAR corpus of attributions (news of 2015 and 2016).
"""

from __future__ import annotations

from index.text import word_set

# "said (that) CLAUSE", "asked whether CLAUSE"
TELLING = word_set(
    """say tell suggest argue add note report write acknowledge claim explain announce insist agree indicate warn
    conclude point reveal declare state admit question predict recall allege emphasize emphasise deny concede tweet
    assure assert maintain promise boast joke signal remind propose complain charge caution contend reply remark
    demand clarify reiterate posit hint testify vow confirm stress respond counter quip post ask lament observe recount
    affirm aver disclose advise inform swear pledge protest repeat retort stipulate speculate underscore surmise imply
    show demonstrate find estimate read order urge recommend request rule attest mention theorize continue marvel opine
    guess calculate express describe call discuss answer wonder decide""",
)
# "believes (that) CLAUSE"
HOLDING = word_set(
    """think believe feel fear worry hope expect wonder doubt suspect assume remember understand know recognize
    recognise realize realise guess determine decide learn consider imagine forget figure presume reckon envision
    anticipate pray dream foresee want wish hop prefer like"""
)
# "refused to INFINITIVE", "proposed barring …"
PROMISING = word_set(
    """ask decline refuse vow promise agree pledge call urge propose threaten report claim offer demand warn say
    advise order request swear beg recommend suggest advocate mention admit deny volunteer instruct declare"""
)
INTENDING = word_set(
    """expect want seek plan hop hope decide mean require intend like need consider wish prefer aim hesitate
    choose love hate desire long support oppose encourage opt believe"""
)
# "criticized NP", "rejected NP as NP"
ADDRESSING = word_set(
    """criticize criticise cite express announce attack describe reject praise propose question raise challenge dismiss
    denounce deny mention report recall acknowledge accuse explain declare suggest note tweet blast mock highlight
    stress confirm blame thank condemn disclose tout outline decry lament echo detail recount urge applaud
    bemoan deride slam assail rebuke chide rebut refute disavow repudiate commend hail ridicule taunt insult berate
    lambaste bash call say defend discuss emphasize emphasise underscore decry deplore cheer champion predict promise
    pledge demand recommend advocate request reiterate allege concede admit"""
)
FAVOURING = word_set(
    """support endorse oppose back favor favour prefer embrace want expect fear regret admire respect hate love trust
    distrust see view regard consider seek resent believe doubt deem""",
)
# The prepositions behind a verb, or behind its object, that lead to what is reported.
PREPOSITIONS = {
    verb: frozenset(prepositions.split())
    for verbs, prepositions in (
        ("call push advocate plead press campaign", "for"),
        ("argue speak testify protest vote rail inveigh lobby", "against for"),
        ("respond react object refer point reply allude admit", "to"),
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
BEHIND_OBJECT = frozenset({"as", "of", "for", "to", "over", "on", "with", "against", "about"})
# "his promise to …", "the claim that …"
NOUNS_OF_SPEECH = word_set(
    """statement promise claim report refusal comment complaint proposal accusation call suggestion argument assertion
    allegation pledge vow warning announcement declaration remark criticism question request demand admission
    insistence denial assurance acknowledgment contention offer threat attack reference description endorsement
    condemnation denunciation critique explanation apology testimony prediction invitation recommendation plea
    observation conclusion estimate"""
)
NOUNS_OF_STANCE = word_set(
    """plan decision idea notion concern agreement hope belief confidence view fear desire intention support opposition
    doubt willingness reluctance expectation conviction opinion suspicion worry determination readiness commitment
    skepticism scepticism aversion disdain interest"""
)
ABOUT = frozenset({"about", "on", "of", "for", "against", "over", "to", "toward", "with", "in"})
# "is confident that CLAUSE", "is willing to INFINITIVE", "is critical of NP"
ADJECTIVES = word_set(
    """confident sure certain afraid eager willing concerned critical opposed reluctant determined hopeful worried
    optimistic pessimistic skeptical sceptical supportive aware unaware happy proud glad ready adamant clear
    convinced wary unsure uncertain dismissive grateful angry upset sorry uncomfortable comfortable doubtful leery
    interested unwilling fearful disappointed surprised tired opposed"""
)

_IRREGULAR = word_set(
    "said told wrote swore thought felt knew fought spoke foresaw understood meant saw denied cried replied"
)
_CUES = _IRREGULAR.union(
    TELLING, HOLDING, PROMISING, INTENDING, ADDRESSING, FAVOURING, PREPOSITIONS, ADJECTIVES, ["according"]
).union(NOUNS_OF_SPEECH, NOUNS_OF_STANCE)
_STEMS = {cue[: 3 if len(cue) < 5 else 4] for cue in _CUES}


def may_be_cue(word: str) -> bool:
    """Tell whether a word begins like a form of a cue; a sentence without one needs no parse."""
    return word[:3].lower() in _STEMS or word[:4].lower() in _STEMS
