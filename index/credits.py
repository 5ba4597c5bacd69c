"""Lines that say who made an article, a picture or a translation, and when: credits, captions, bylines, agencies."""

from __future__ import annotations

import re

_NAMES = 0.4  # share of capitalised words from which on a line names people, and is no sentence about what they report
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_AGENCIES = (
    r"(?:AFP|AP|EPA|Reuters|PA|UPI|dpa|ANSA|EFE|TASS|Xinhua|Kyodo|Shutterstock|Alamy|Getty(?: Images)?"
    r"|The Canadian Press|(?:The )?Associated Press)"
)
_NAME = r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|(?:de|la|le|van|von|der|bin|al|el|di|da|y)))+"
_WORK = (
    r"(?:reporting|research|writing|editing|graphics|story|words|photos?|video|compiled|written|edited|produced|translated"
    r"|translation|narrated)"
)
_WORKED = re.compile(
    rf"\W*(?:(?:additional |with )?{_WORK} by|with files from|contributing|contributors?\s?:)\W+(?-i:[A-Z])",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\W*(?:The )?[A-Z][^.?!“”\"]{1,160}\bcontributed (?:to|reporting|research)(?: (?:to|for))?(?: (?:this|the))?"
    r"(?: (?:report|story|article|piece|post|column))?\W*$"
)
_THANKS = re.compile(r"\W*(?:h/t|hat tip)\b.{0,60}$", re.IGNORECASE)
_PICTURE = re.compile(
    rf".{{0,80}}(?:/\s?|\bvia\s){_AGENCIES}\b.{{0,30}}$"
    r"|\W*(?i:photo|image|picture|video)s? (?:by|credit|courtesy|source)\b[^.]{0,120}\W*$"
)
_CAPTION = re.compile(
    r"(?:\((?:(?:AP |File )?(?:Photo|Image|Picture|Credit|Illustration)s?\b[^()]{0,80}"
    rf"|[^()/]{{2,50}}\s?/\s?(?:{_AGENCIES}|[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){{1,3}}))\)"
    rf"|(?:^|[.!?”\"]\s+|\)\s)[A-Z][^.!?“”\"]{{1,60}}?(?:/|\bvia\s){_AGENCIES}(?:/[Ff][Ii][Ll][Ee])?"
    r"|\b(?:Photo|Image|Picture) (?:by|credit:|courtesy(?: of)?)\s[A-Z][^.]{2,60})\W*$"
)
_OUTLET = re.compile(rf"\W*(?:(?:by|from)\s+)?(?:the\s+)?{_AGENCIES}\W*$", re.IGNORECASE)
_SIGNATURE = re.compile(rf"[-–—−]{{1,2}}\s?{_NAME}\.?$")
_BYLINE = re.compile(
    r"By\s(?:[A-Z][\w.’'-]*|[|,&])(?:,?\s(?:[A-Z][\w.’'-]*|and|of|the|for|de|la|van|von|[|,&-]))+$"
)  # fmt: skip
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?"
    rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.?\s{_MONTH}),?\s(?:19|20)\d\d"
)
_TIME = r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s\(?[A-Z]{2,4}\)?)?)"
_DATED = rf"(?:First |Last )?(?:Updated|Published|Posted|Modified)(?: on)?:?\s{_DAY}{_TIME}?"
_DATE = re.compile(rf"\W*{_DAY}{_TIME}?\W*$")
_STAMP = re.compile(rf"\W*(?:{_DATED}|{_DAY}{_TIME}|{_DAY}{_TIME}?\W+{_DATED}|{_DATED}\W+{_DATED})\W*$")


def is_credit(line: str) -> bool:
    """Tell a paragraph or sentence that says who worked on an article or made a picture, or when it was changed."""
    if _WORKED.match(line):
        return capitals(line) >= _NAMES
    return any(kind.match(line) for kind in (_CONTRIBUTED, _THANKS, _PICTURE, _STAMP))


def is_caption(line: str) -> bool:
    """Tell a picture's caption by the credit at its end: "The bridge in May. Jo Lind/Reuters"."""
    return bool(_CAPTION.search(line))


def is_outlet_line(line: str) -> bool:
    """Tell a paragraph that only says which agency an article is from."""
    return bool(_OUTLET.match(line))


def is_byline(line: str) -> bool:
    """Tell a line at an article's beginning or end that says who wrote it, or when: "By Ana Roy", "May 3, 2024"."""
    return bool(_BYLINE.match(line) or _DATE.match(line))


def is_signature(line: str) -> bool:
    """Tell "– Jo Lind", which ends an item; below a quotation it says who is quoted."""
    return bool(_SIGNATURE.match(line))


def capitals(line: str) -> float:
    """Return the share of a line's words that are capitalised."""
    words = _WORD.findall(line)
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0
