"""The words by which English news text reports speech, and the small grammar around them."""

from __future__ import annotations

import re

from index.text import word_set

_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgmnprt]")  # doubles its last letter: "slammed", "bragged"

_REGULAR = word_set(
    """accuse acknowledge add address admit advise advocate affirm agree allege announce answer apologize apologise
    appeal applaud argue ask assert assess assure attack attest aver bemoan blame blast boast call caution
    charge cheer chide cite claim clarify comment complain concede conclude concur condemn confess confide
    confirm contend continue convey counter criticize criticise cry decide declare decline decry defend demand
    denounce deny deplore describe detail disagree disclose dismiss dispute divulge elaborate emphasize
    emphasise encourage enthuse envision estimate exclaim explain express fear fume gripe grumble highlight hint
    imply indicate inform inquire insist insinuate instruct interject introduce invite joke jest lament laugh
    lecture lie list maintain mention mock mumble murmur muse mutter note object observe offer opine order
    outline phrase plead pledge point portray post praise pray predict proclaim promise pronounce propose
    protest puff quip question rail reaffirm reason reassure recall reckon recommend recount refuse refute
    reflect reiterate reject rejoice relate remark remember remind repeat reply report request respond retort
    reveal roar rule scoff scold scream shout shrug sigh signal slam smile snap sneer speculate state stipulate
    stress suggest summarize summarise sum surmise swear sympathize testify tease thank theorize theorise
    threaten tout tweet type underline underscore urge utter vent voice volunteer vow wail warn welcome whisper
    wonder worry yell cheer explain project lash chuckle guarantee recite rebuff relay telegraph blog
    chant sing publish
    snipe gush rip exhort credit grouse gripe rant rave boast brag blurt bark bellow boom croak deadpan drawl gasp
    growl hiss intone moan rasp rejoin sob snort snarl splutter stammer sniff thunder implore enquire query
    venture persist echo chorus whine bristle crow"""
)

_IRREGULAR = word_set(
    """say says said saying tell tells told telling write writes wrote written writing think thinks thought
    thinking believe believes believed believing speak speaks spoke spoken speaking read reads reading feel
    feels felt put puts putting go went hear heard swear swore sworn begin began quote quotes quoted quoting sum
    summed admit admitted admitting quip quipped quipping refer referred referring rebut rebutted concur
    concurred find finds found see sees saw hold holds held argue deny denied denying reply
    replied replying cry cried crying testify testified testifying clarify clarified imply implied vow vowed
    sing sang sung"""
)

# Cues too weak to make a speaker of their subject unless they stand right beside the quotation.
WEAK = word_set(
    """call calls called offer offers offered see sees saw find finds found hold holds held go went project projects
    projected rule rules ruled order orders ordered list lists listed introduce introduces introduced describe
    describes described decide decides decided publish published publishes read reads reading fear fears feared feel
    feels felt put puts charge charged charges attack attacked attacks point points pointed hear heard post posted
    posts sign signal lash smile smiled smiles laugh laughed cheer cheered sing sang thank thanked thanks welcome
    welcomed lie lied lies type types remember remembered refer refers referred begin began continue continues
    report reports reported believe believes believed think thinks thought"""
)


def _inflect(verb: str) -> list[str]:
    if verb.endswith("e"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    plural = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    stem = verb + verb[-1] if _SHORT.fullmatch(verb) else verb
    return [verb, plural, f"{stem}ed", f"{stem}ing"]


REPORTING = frozenset(form for verb in _REGULAR for form in _inflect(verb)) | frozenset(_IRREGULAR)

# Forms that are nouns as often as verbs ("states", "claim"); the neighbours decide.
PLAIN_FORMS = frozenset(form for verb in _REGULAR for form in _inflect(verb)[:2]) - word_set(
    """add adds insist insists admit admits argue argues tell tells say says agree agrees explain explains"""
)

DENYING = word_set("deny denies denied denying")
PRONOUNS = word_set("he she they it we i who")
OWNERS = word_set("his her their its our my")
DETERMINERS = word_set(
    """the a an his her their its our my your this these those one two three four five six seven eight nine ten
    another some many several most both"""
)
BEING = word_set("is are was were be been being")
AUXILIARIES = word_set(
    """is are was were be been being has have had having do does did will would can could may might must shall
    should"""
)
ADVERBS = word_set(
    """also then later still again further once even just now then earlier too not never only already since soon
    repeatedly first instead thus therefore however meanwhile himself herself themselves itself all both often
    sometimes once always usually recently reportedly long perhaps ever
    likewise moreover furthermore nevertheless nonetheless besides conversely"""
)
BOUNDARIES = word_set(
    """that when while as after before because although though if whether since until and or but so yet for with in
    on at by from to into about over under during against between through than where which who whom whose what
    how why amid despite including like unlike without within"""
)


def is_adverb(word: str) -> bool:
    """Tell whether a lower-case word can stand between a subject and its verb."""
    return (
        word in ADVERBS
        or word in AUXILIARIES
        or word.endswith(("n’t", "n't"))
        or (word.endswith("ly") and len(word) > 4)
    )
