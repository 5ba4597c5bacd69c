"""What programs write into a document's properties where its author wrote nothing: neither titles nor authors."""

from __future__ import annotations

import re

from index.loaders.plain import one_line

_NO_TITLE = re.compile(
    r"""(?: untitled (?:[\s_-]? (?:document|\d+))* | (?:new\ )?(?:microsoft\ )?(?:word\ )?document [\s_-]? \d*
      | (?:powerpoint\ )?presentation \s? \d* | (?:slide|layout|page|sheet|book) \s? \d+ | (?:no\ )?title | none | null
      | microsoft\ (?:word|excel|powerpoint|publisher|outlook)\ -\ .* | about:blank | \(?unspecified\)? | print(?:out)?
      | .* \.(?:docx?|docm|dotx?|rtf|odt|pages|pdf|indd|qxp|qxd|p65|pptx?|xlsx?|txt|html?|xml|tmp|tex|dvi|ps|jpe?g|png)
      | [a-z]:\\.* | file:.* | https?://\S* )""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_AUTHOR = re.compile(
    r"""\(?(?: anonymous | unknown | unspecified | none | null | author | (?:the\ )?administrator | admin | root | owner
      | user(?:name)? \s? \d* | (?:microsoft\ office|windows|office|default|registered|word|apple|mac)\ user
      | python-docx | pc | hp | dell | lenovo | acer | asus | toshiba )\)?""",
    re.IGNORECASE | re.VERBOSE,
)


def real_title(written: object) -> str | None:
    """Return a document's title; None for a file's name, "untitled", and the like."""
    title = one_line(written)
    return None if title is None or _NO_TITLE.fullmatch(title) else title


def real_author(written: object) -> str | None:
    """Return a document's author; None for "Administrator", the name of a program, and the like."""
    author = one_line(written)
    return None if author is None or _NO_AUTHOR.fullmatch(author) else author
