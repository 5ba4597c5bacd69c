"""What always holds of an analysis, for arbitrary text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import analyse
from index.repetition import paragraph_digest
from index.types import Article

PIECES = st.sampled_from(
    ["“", "”", '"', "''", "«", "»", "‘", "’", ":", "\n\n", "\n", " ", ". ", ", ", "said", "Ana Torres", "she",
     "according to", "told", "the mayor", "(", ")", "—", "[", "]", "…", "\u00a0", "Mr. ", "U.S. ", "bridge", "\r\n",
     "\u2028", "é", "🙂", "中文"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=400), st.lists(PIECES, max_size=80).map("".join), st.lists(PIECES, max_size=60).map(" ".join)
)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_every_span_lies_in_the_article(text: str) -> None:
    analysis = analyse(Article("a", "t", text))
    spans = [(q.start, q.end) for q in analysis.quotes] + [(p.start, p.end) for p in analysis.passages]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_passages_cover_the_body_without_overlap(text: str) -> None:
    analysis = analyse(Article("a", "t", text))
    covered = set[int]()
    for passage in analysis.passages:
        inside = set(range(passage.start, passage.end))
        assert not covered & inside
        covered |= inside
    left_out = set[int]().union(*(range(start, end) for start, end in analysis.boilerplate))
    paragraphs = text.splitlines()
    if paragraphs and paragraphs[0].strip() != "t":
        missed = [c for i, c in enumerate(text) if i not in covered | left_out and not c.isspace()]
        assert not missed


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_no_passage_cuts_a_quote(text: str) -> None:
    analysis = analyse(Article("a", "t", text))
    for quote in analysis.quotes:
        assert any(passage.start <= quote.start and quote.end <= passage.end for passage in analysis.passages)


def test_a_notice_at_a_paragraphs_end_is_in_no_passage() -> None:
    text = "The bridge stays closed until May. Ana Roy contributed to this report.\n\nIt opens then, the mayor said."
    analysis = analyse(Article("a", "t", text))
    assert [text[start:end] for start, end in analysis.boilerplate] == ["Ana Roy contributed to this report."]
    sentences = [text[slice(*sentence)] for passage in analysis.passages for sentence in passage.sentences]
    assert sentences == ["The bridge stays closed until May.", "It opens then, the mayor said."]


def test_what_the_outlet_repeats_is_in_no_passage() -> None:
    text = "The bridge stays closed.\n\nThe Courier asks, and the Courier answers.\n\nIt opens in May."
    repeated = {paragraph_digest("The Courier asks, and the Courier answers.")}
    analysis = analyse(Article("a", "t", text), repeated=repeated)
    sentences = [text[slice(*sentence)] for passage in analysis.passages for sentence in passage.sentences]
    assert sentences == ["The bridge stays closed.", "It opens in May."]
