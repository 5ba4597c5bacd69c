"""Who said the quoted words, on sentences of our own making."""

import pytest

from index.analysis import analyse
from index.types import Article, Quote

PEOPLE = "Mayor Ana Torres met Senator Paul Whitfield and Justice Minister Lena Okafor in Arden on Monday."


def ledger(*paragraphs: str) -> list[tuple[str, str | None]]:
    text = "\n\n".join([PEOPLE, *paragraphs])
    return [(text[q.start : q.end], q.speaker) for q in quotes_in(text) if q.kind != "indirect"]


def quotes_in(text: str) -> list[Quote]:
    return list(analyse(Article("a", "A title", text)).quotes)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The bridge stays closed until spring,” said Torres.", "Ana Torres"),
        ("“The bridge stays closed until spring,” Torres said.", "Ana Torres"),
        ("Whitfield said: “The bridge stays closed until spring.”", "Paul Whitfield"),
        ("Whitfield told reporters that “the bridge stays closed until spring.”", "Paul Whitfield"),
        ("“The bridge,” Okafor insisted, “stays closed until spring.”", "Lena Okafor"),
        ("According to Okafor, “the bridge stays closed until spring.”", "Lena Okafor"),
        ("“The bridge stays closed until spring,” according to Okafor.", "Lena Okafor"),
        ("Torres praised the plan, adding that “the bridge stays closed until spring.”", "Ana Torres"),
        ("“The bridge stays closed until spring,” the justice minister said.", "Lena Okafor"),
        ("“The bridge stays closed until spring,” said the senator.", "Paul Whitfield"),
        ("Torres, who opposed the plan, said “the bridge stays closed until spring.”", "Ana Torres"),
        ("Torres — never one to hesitate — said “the bridge stays closed until spring.”", "Ana Torres"),
        (
            "“The bridge stays closed until spring,” Senator Paul Whitfield (D-Vt.) told a radio station.",
            "Paul Whitfield",
        ),
        ("“The bridge stays closed until spring,” Torres often says.", "Ana Torres"),
        (
            "“The bridge stays closed until spring,” Okafor, who has led the ministry for six long years and has never "
            "once regretted it, said.",
            "Lena Okafor",
        ),
        ("“The bridge stays closed until spring,” said a spokeswoman for Whitfield.", "spokeswoman for Whitfield"),
    ],
)
def test_the_speaker_of_a_sentence(sentence: str, speaker: str) -> None:
    assert {who for _, who in ledger(sentence)} == {speaker}


def test_a_relay_is_not_the_speaker() -> None:
    text = f"{PEOPLE}\n\nTorres said “the bridge stays closed until spring,” according to the Arden Courier."
    (quote,) = (q for q in quotes_in(text) if q.kind == "direct")
    assert (quote.speaker, quote.relay) == ("Ana Torres", "the Arden Courier")


def test_pieces_of_one_quotation_share_a_group() -> None:
    text = f"{PEOPLE}\n\n“The bridge stays closed,” Torres said, “until the spring comes.”"
    groups = {q.group for q in quotes_in(text) if q.kind == "direct"}
    assert len(groups) == 1


def test_a_quotation_that_names_nobody_continues() -> None:
    found = ledger("“The bridge stays closed,” Torres said. “We will open it in the spring.”")
    assert found == [("The bridge stays closed", "Ana Torres"), ("We will open it in the spring.", "Ana Torres")]


def test_a_continued_quotation_is_inferred() -> None:
    text = f"{PEOPLE}\n\n“The bridge stays closed,” Torres said. “We will open it in the spring.”"
    assert [q.stated for q in quotes_in(text)] == [True, False]


def test_a_pronoun_means_whoever_was_speaking() -> None:
    found = ledger("“The bridge stays closed,” Torres said.", "“It is not safe for anyone,” she added.")
    assert [who for _, who in found] == ["Ana Torres", "Ana Torres"]


def test_an_introduction_without_a_speech_verb_names_the_speaker() -> None:
    found = ledger(
        "After lunch, the justice minister offered a bleak view of the repairs:", "Nothing will be ready by May.”"
    )
    assert found == [("Nothing will be ready by May.", "Lena Okafor")]


def test_a_name_that_is_one_letter_off_is_a_typo() -> None:
    assert ledger("“The bridge stays closed until spring,” Torrez said.") == [
        ("The bridge stays closed until spring", "Ana Torres")
    ]


def test_an_organisation_can_speak() -> None:
    found = ledger(
        "A statement by the Arden Transport Ministry was short.", "The ministry stressed:", "No bridge is safe.”"
    )
    assert found == [("No bridge is safe.", "Arden Transport Ministry")]


def test_a_scare_quote_is_not_speech() -> None:
    text = f"{PEOPLE}\n\nThe so-called “winter bridge” was empty."
    assert [(q.kind, q.speaker) for q in quotes_in(text)] == [("mixed", None)]


def test_reported_speech_is_entered_as_indirect() -> None:
    text = f"{PEOPLE}\n\nTorres said that the bridge would stay closed until spring."
    (quote,) = quotes_in(text)
    assert (quote.kind, quote.speaker) == ("indirect", "Ana Torres")
    assert text[quote.start : quote.end] == "that the bridge would stay closed until spring"


def test_another_speaker_in_the_next_paragraph_does_not_take_over_the_words() -> None:
    found = ledger("“The bridge stays closed,” Torres said.", "“It must open now,” Whitfield said.")
    assert found == [("The bridge stays closed", "Ana Torres"), ("It must open now", "Paul Whitfield")]


@pytest.mark.parametrize(
    ("paragraphs", "speakers"),
    [
        (
            [
                "“You have shown no remorse at all,” Senator Whitfield said.",
                "Ana Torres wept as she spoke. “I am sorry,” she said.",
            ],
            ["Paul Whitfield", "Ana Torres"],
        ),
        (
            [
                "“The tax is plain theft,” said Whitfield.",
                "Ana Torres joined the march. “The tax is fair and it works.”",
            ],
            ["Paul Whitfield", "Ana Torres"],
        ),
        (
            ["“The tax is theft,” said Whitfield.", "“The tax is fair,” Torres shot back."],
            ["Paul Whitfield", "Ana Torres"],
        ),
        (["State radio quoted Senator Paul Whitfield as saying: “We will never give up.”"], ["Paul Whitfield"]),
        (["Torres was told by Whitfield: “You are not needed here.”"], ["Paul Whitfield"]),
        (["“We are done here now,” said a smiling Ana Torres."], ["Ana Torres"]),
        (["The Arden Council met. In a statement, it said: “We will rebuild the bridge.”"], ["Arden Council"]),
        (["Torres made her case in blunt terms:", "The water will not last.”"], ["Ana Torres"]),
        (["'Nobody likes paying more,' Torres told a reporter. 'But I wasn't asked.'"], ["Ana Torres", "Ana Torres"]),
        (["Gridline said power would be back. “Our crews are out in force,” it said."], ["Gridline"]),
    ],
)
def test_nobody_gets_another_persons_words(paragraphs: list[str], speakers: list[str | None]) -> None:
    assert [who for _, who in ledger(*paragraphs)] == speakers


def test_two_people_of_one_surname_are_told_apart_by_their_titles() -> None:
    text = "Sen. Walter Briggs met Rep. Nancy Briggs. Sen. Briggs said: “It is dead.” Rep. Briggs said: “It lives on.”"
    assert [q.speaker for q in quotes_in(text)] == ["Walter Briggs", "Nancy Briggs"]


@pytest.mark.parametrize(
    ("sentence", "speaker", "words"),
    [
        ("Torres said construction would begin in March.", "Ana Torres", "construction would begin in March"),
        ("Two men died in the fire overnight, police said.", "police", "Two men died in the fire overnight"),
        (
            "According to the Arden Council, Torres herself had asked for it.",
            "Arden Council",
            "Torres herself had asked for it",
        ),
    ],
)
def test_what_a_sentence_reports_is_whole(sentence: str, speaker: str, words: str) -> None:
    text = f"{PEOPLE}\n\n{sentence}"
    assert [(q.speaker, text[q.start : q.end]) for q in quotes_in(text)] == [(speaker, words)]


@pytest.mark.parametrize(
    ("paragraphs", "speakers"),
    [
        (["Torres denied saying “the bridge is a death trap for everyone.”"], [None]),
        (["Whitfield never said “the bridge is a death trap for everyone.”"], [None]),
        (["Torres and Whitfield said: “The bridge stays closed until spring.”"], ["Ana Torres and Paul Whitfield"]),
        (["“He should go home and rest,” Torres heard Whitfield say."], ["Paul Whitfield"]),
        (["“Who built it?” Torres asked.", "“My father did,” Whitfield said."], ["Ana Torres", "Paul Whitfield"]),
        (
            ["“Who built it?” Torres asked.", "“My father,” Whitfield replied.", "“And who pays?”", "“Nobody.”"],
            ["Ana Torres", "Paul Whitfield", "Ana Torres", "Paul Whitfield"],
        ),
        (["In the words of Okafor, “the court will not wait for anyone.”"], ["Lena Okafor"]),
        (["“The bridge stays closed until spring.” — Ana Torres"], ["Ana Torres"]),
        (["The report, published on Monday, called it “a danger to the public.”"], ["report"]),
        (["Whitfield rose. “The tax is theft,” the 61-year-old said."], ["Paul Whitfield"]),
        (["Okafor sat down. “The court is slow,” said the soft-spoken lawyer."], ["Lena Okafor"]),
    ],
)
def test_harder_sentences(paragraphs: list[str], speakers: list[str | None]) -> None:
    assert [who for _, who in ledger(*paragraphs)] == speakers


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The hall was cold,” Joan Pell, 44, of Arden, Norvia, who lives nearby, said on Monday.", "Joan Pell"),
        ("“We go on working,” Joan Pell, general counsel to the mayor’s team, said.", "Joan Pell"),
        ("“Prices go on falling,” Joan Pell, an analyst at Harbour Ltd., said in a note.", "Joan Pell"),
        ("“They need a plan,” Joan Pell, who founded Gridline, wrote on Wednesday.", "Joan Pell"),
        ("Joan Pell, who is chairwoman of Gridline said “it is far too late for that.”", "Joan Pell"),
        ("Joan Prince, head of Gridline, a Norvian firm, said “it is far too late for that.”", "Joan Prince"),
        ("But, said Whitfield, “the ferry was never meant to last.”", "Paul Whitfield"),
        ("In other words, explained moderator Joan Pell: “Who pays for all of that?”", "Joan Pell"),
        ("The council declined to comment, with spokesman Ian Pell saying, “We have seen nothing yet.”", "Ian Pell"),
    ],
)
def test_the_speaker_behind_what_a_comma_adds(sentence: str, speaker: str) -> None:
    assert {who for _, who in ledger(sentence)} == {speaker}


def test_a_pronoun_means_whom_the_article_is_about_not_whoever_was_named_last() -> None:
    found = ledger(
        "Whitfield has opposed the bridge for years.",
        "He told Peter Holm, a farmer, that he would vote against it.",
        "“It is money down the river,” he said.",
    )
    assert [who for _, who in found] == ["Paul Whitfield"]


def test_a_pronoun_never_means_somebody_of_another_gender() -> None:
    found = ledger("Torres left early. Walter Pell stayed on.", "“I had no choice at all,” she said.")
    assert [who for _, who in found] == ["Ana Torres"]


def test_a_counterpart_holds_the_same_office() -> None:
    text = (
        "Norvian Foreign Minister Ilsa Brandt met her Kestrian counterpart, Tomas Vey, on Friday. "
        "“We disagreed,” the Kestrian foreign minister said."
    )
    assert [q.speaker for q in quotes_in(text)] == ["Tomas Vey"]


def test_the_turns_of_a_printed_conversation_are_quotes() -> None:
    text = "\n\n".join(
        [
            "WALLER: Governor, will you sign the bill?",
            "PRICE: I will sign it on Monday.",
            "WALLER: And what about the tax?",
            "PRICE: The tax will go.",
        ]
    )
    assert [(q.speaker, text[q.start : q.end]) for q in quotes_in(text)][1::2] == [
        ("PRICE", "I will sign it on Monday."),
        ("PRICE", "The tax will go."),
    ]


def test_headings_with_colons_are_no_conversation() -> None:
    text = "\n\n".join(["Update: The bridge is open.", "Weather: Rain.", "Update: It rained.", "Traffic: Slow."])
    assert [q for q in quotes_in(text) if q.kind == "direct"] == []


@pytest.mark.parametrize(
    ("sentence", "inferred"),
    [
        ("“The bridge stays closed,” Torres said.", None),
        ("“The bridge stays closed,” the mayor said.", "role"),
        ("Torres spoke first. “The bridge stays closed,” she said.", "pronoun"),
    ],
)
def test_it_is_kept_how_a_speaker_is_known(sentence: str, inferred: str | None) -> None:
    (quote,) = (q for q in quotes_in(f"{PEOPLE}\n\n{sentence}") if q.kind == "direct")
    assert (quote.speaker, quote.stated, quote.inferred) == ("Ana Torres", inferred is None, inferred)


def test_mention_and_cue_are_slices_with_a_place_and_the_role_is_kept() -> None:
    text = f"{PEOPLE}\n\n“The bridge stays closed,” Okafor said."
    (quote,) = quotes_in(text)
    assert quote.mention_span
    assert quote.cue_span
    assert (text[slice(*quote.mention_span)], text[slice(*quote.cue_span)]) == ("Okafor", "said")
    assert quote.role == "Justice Minister"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Dmitri Lind met Irina Lind on Monday. “Ask her,” Lind replied.", ["Lind"]),
        ("Walter Briggs met Nancy Briggs. “It is dead,” Ms. Briggs said.", ["Nancy Briggs"]),
        ("Donald Pell spoke. Pell waved. His wife, Irina Pell, left. “We will win,” Pell said.", ["Donald Pell"]),
    ],
)
def test_a_bare_surname_of_two_people_is_not_guessed(text: str, speakers: list[str]) -> None:
    assert [q.speaker for q in quotes_in(text) if q.kind == "direct"] == speakers


def test_what_somebody_denies_having_been_said_is_nobodys() -> None:
    text = f"{PEOPLE}\n\nA spokesman, Ian Pell, denied that the mayor had called the ferry “a floating museum.”"
    assert {q.speaker for q in quotes_in(text)} == {None}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Prime Minister Ilsa May spoke. “It may rain,” May said. In May Sanders left.", {"Ilsa May"}),
        ("Minister April Stone left in April. “It rained again,” Stone said.", {"April Stone"}),
        ("The board’s spokesman, Jan Kubelik, said no on Jan. 6. “We met twice,” Kubelik said.", {"Jan Kubelik"}),
        ("In May Ilsa Brandt left. “It rained again,” Brandt said on Sunday June 4.", {"Ilsa Brandt"}),
        ("The fair was held on May 4. Grant met Ilsa Brandt May 5. “It rained again,” she said.", {"Ilsa Brandt"}),
    ],
    ids=["surname", "given-name", "short-month", "after-in", "date"],
)
def test_a_name_that_is_spelt_like_a_month_is_a_name(text: str, speakers: set[str]) -> None:
    assert {quote.speaker for quote in quotes_in(text) if quote.kind == "direct"} == speakers


@pytest.mark.parametrize("act", [" laughed", " nodded", " shrugged", ", asked about the envoy, smiled"])
def test_a_bare_surname_that_does_what_only_people_do_is_whom_a_pronoun_means(act: str) -> None:
    text = f"Envoy Petra Novak spoke. “We are close,” Novak said.\n\nQuill{act}. “I have read the text,” she said."
    assert [quote.speaker for quote in quotes_in(text) if quote.kind == "direct"] == ["Petra Novak", "Quill"]


@pytest.mark.parametrize(
    "sentence",
    [
        "“The bridge stays closed until spring,” Torres was quoted as saying by the Arden Courier.",
        "Torres was quoted by the Arden Courier as saying: “The bridge stays closed until spring.”",
        "Torres has been quoted by the Arden Courier as saying that “the bridge stays closed until spring.”",
        "“The bridge stays closed until spring,” Torres said, as quoted by the Arden Courier.",
    ],
)
def test_whoever_is_quoted_by_somebody_speaks_and_the_other_relays(sentence: str) -> None:
    (quote,) = (q for q in quotes_in(f"{PEOPLE}\n\n{sentence}") if q.kind == "direct")
    assert (quote.speaker, quote.relay) == ("Ana Torres", "the Arden Courier")


def test_reported_speech_tells_its_relay() -> None:
    text = f"{PEOPLE}\n\nTorres said that the bridge would stay closed, according to the Arden Courier."
    relays = {q.speaker: q.relay for q in quotes_in(text) if q.kind == "indirect"}
    assert relays["Ana Torres"] == "the Arden Courier"
    assert relays.get("Arden Courier") is None
