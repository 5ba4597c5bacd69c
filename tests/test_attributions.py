"""Who said what in paragraphs of made-up news, where a hasty reader would name the wrong one, or nobody."""

from __future__ import annotations

import pytest

from index.analysis import analyse
from index.types import Article

CASES = {
    "a president by the country, in apposition": (
        "The president of Velmora, Katarin Oszkar, accused its neighbours on Tuesday. “We asked three times,” "
        "the president said.",
        {"We asked three times": "Katarin Oszkar"},
    ),
    "a dateline before the speaker": (
        "ORSK — Mayor Ilse Brandt said that the bridge would open by June.",
        {"that the bridge would open by June": "Ilse Brandt"},
    ),
    "the role belongs to the name behind it": (
        "According to the Orsk Gazette, the energy minister, Lena Marsh, called the dam “a knife at our throat”. "
        "“I stand by that word,” the minister said.",
        {"I stand by that word": "Lena Marsh"},
    ),
    "a new president is not the outgoing one": (
        "Tomas Harl won the vote on Sunday. Outgoing president Katarin Oszkar left by a side door.\n\n"
        "“I will go to Tarsk myself,” the new president said.",
        {"I will go to Tarsk myself": "new president"},
    ),
    "an object is no speaker": (
        "His host, Prime Minister Dagny Rolf, offered a bleak view of the road ahead:\n\n"
        "“The last government never once answered our letters.”",
        {"The last government never once answered our letters.": "Dagny Rolf"},
    ),
    "who owns the subject is not the subject": (
        "Yusuf Karam won the title in Lund. “I was sure I had lost,” Karam said afterwards.\n\n"
        "His coach, Vera Lund, said that he had trained eight hours a day. “He is stubborn,” she said.",
        {"I was sure I had lost": "Yusuf Karam", "He is stubborn": "Vera Lund"},
    ),
    "an age is no part of a name": (
        "Sixteen-year-old Yusuf Karam won. “I was sure I had lost,” Karam said.",
        {"I was sure I had lost": "Yusuf Karam"},
    ),
    "an act before a colon": (
        "“It’s heartbreaking for all of us,” one resident said. "
        "Another, Lou Mendez, shook his head: “Twelve years. For what?”",
        {"It’s heartbreaking for all of us": "one resident", "Twelve years. For what?": "Lou Mendez"},
    ),
    "a quotation goes on behind a verb that is in no list": (
        "Sen. Mark Dunn spoke last. “With all due respect to the senator,” Dunn shot back, "
        "“she has never met a payroll.”",
        {"she has never met a payroll.": "Mark Dunn"},
    ),
    "another's words on somebody": (
        "Agriculture Secretary Don Hale, in the words of one aide, “wants it off his desk by Friday.” "
        "Hale himself told reporters: “I’d sign a napkin at this point.”",
        {"wants it off his desk by Friday.": "one aide", "I’d sign a napkin at this point.": "Don Hale"},
    ),
    "a wife without a name is she": (
        "Sheriff Dale Burrows said that a man was missing. The missing man’s wife said he had gone to his horses.\n\n"
        "“I begged him not to,” she said.",
        {"I begged him not to": "missing man’s wife"},
    ),
    "a woman who is brought in is she": (
        "Governor Petra Holm visited the camp on Friday. One woman had waited since dawn.\n\n"
        "“I have four children,” she said.",
        {"I have four children": "One woman"},
    ),
    "a governor by party": (
        "Governor Pete Halloran declared an emergency. “Stay off the roads tonight,” the Republican governor said.",
        {"Stay off the roads tonight": "Pete Halloran"},
    ),
    "a party that two are of": (
        "Democratic governor Pete Halloran declared an emergency. “He is late again,” the Republican governor said.",
        {"He is late again": "Republican governor"},
    ),
    "an envoy with a title behind the apposition": (
        "The UN’s special envoy, Sir David Marsh, waited for days. “They did not open the gate,” the envoy said.",
        {"They did not open the gate": "David Marsh"},
    ),
    "a noun that could be a verb": (
        "Norvia’s Foreign Ministry on Monday rejected a United Nations report on its camps as "
        "“a work of pure fiction”.",
        {"a United Nations report on its camps as “a work of pure fiction”": "Foreign Ministry"},
    ),
    "a film's title is nobody's words": (
        "The director of “The Long Shore” has defended its ending. “It is what the book does,” Petra Novak said.",
        {"The Long Shore": None, "It is what the book does": "Petra Novak"},
    ),
    "a sentence that ends with a plain word before a quotation": (
        "Mayor Bo Lindqvist visited the yard that day. “The ship is safe,” said Captain Rosa Anwar.",
        {"The ship is safe": "Rosa Anwar"},
    ),
    "a president named behind the description": (
        "School president Bill Keane spoke first. The teachers’ union is still talking. Its president, Carol Ng, said "
        "by email: “We have not taken a position yet.”",
        {"We have not taken a position yet.": "Carol Ng"},
    ),
    "a given name that is also a word": (
        "School president Bill Keane spoke first. A man in the back row shouted, “Sell your office first!”\n\n"
        "Keane, a retired accountant, said the district had no money. “There is no other way left,” he told the crowd.",
        {"Sell your office first!": "man in the back row", "There is no other way left": "Bill Keane"},
    ),
    "a predecessor": (
        "“It’s the right call,” said Mette Lund. Her counterpart at Nordbank, Jens Riis, was scathing: "
        "“They are fighting the last war.”\n\n"
        "Minister Kari Solberg said nothing. Her predecessor, Olav Brandt, was blunter. "
        "“It’s a grave mistake,” he wrote.",
        {"They are fighting the last war.": "Jens Riis", "It’s a grave mistake": "Olav Brandt"},
    ),
    "a grandmother": (
        "Dr. Priya Nair expects him to go home on Monday. His grandmother said she never gave up. "
        "“I told the Lord, not this one,” she said.",
        {"I told the Lord, not this one": "His grandmother"},
    ),
    "a commander without a name": (
        "General Viktor Hale said the truce had held. A rebel commander, who calls himself Falcon, denied it. "
        "“It is a lie from start to end,” he said.",
        {"It is a lie from start to end": "rebel commander"},
    ),
    "a neighbour with one name": (
        "General Viktor Hale said the truce had held. Irina Koval was sweeping glass. Her neighbor, Petro, had slept "
        "in the cellar. “They shoot, and we sweep,” he said.",
        {"They shoot, and we sweep": "Petro"},
    ),
    "the only official of a country": (
        "Norvia’s foreign minister, Lena Brask, flew to Arden to see President Paul Whitfield. "
        "“We want the river back,” the Norvian senior official said.",
        {"We want the river back": "Lena Brask"},
    ),
    "one of two officials of a country": (
        "Norvia’s foreign minister, Lena Brask, and Norvia’s ambassador, Tor Hald, flew to Arden. “We want the river "
        "back,” the Norvian senior official said.",
        {"We want the river back": "Norvian senior official"},
    ),
    "a newspaper is not he": (
        "All were rescued, the Arden Courier learned. “A ferry of fifty has no business at sea,” said Prof. Henrik "
        "Dahl, a naval engineer. “And it was March,” he added.",
        {"And it was March": "Henrik Dahl"},
    ),
    "as she once put it": (
        "Kite says it has no record. “Trust takes years and leaves in an afternoon,” as its founder Nadia Rahman "
        "herself once put it.",
        {"Trust takes years and leaves in an afternoon": "Nadia Rahman"},
    ),
    "a time before the subject": (
        "Hours later, Torvald Reik returned the favour, telling the Orsk Gazette, “We have known each other for "
        "forty years.”",
        {"We have known each other for forty years.": "Torvald Reik"},
    ),
    "a day between the subject and its verb": (
        "Mayor Ilse Brandt later Monday told the council: “We will not sell the pier this year or next.”",
        {"We will not sell the pier this year or next.": "Ilse Brandt"},
    ),
    "the sentence goes on between the quotation and its cue": (
        "“The ferry was a promise” to the islanders and their mayor, said Lena Marsh. “Nobody asked them first.”",
        {"Nobody asked them first.": "Lena Marsh"},
    ),
    "a verb far from what it governs": (
        "Dana Whitlow, the harbour board’s dismissed director, ripped Mayor Ilse Brandt for acting as “both the judge "
        "and the bailiff” in the dispute.",
        {"both the judge and the bailiff": "Dana Whitlow"},
    ),
    "a verb that doubles its last letter": (
        "Captain Tom Arlen bragged that the new pilot was “the best on any boat in the bay.”",
        {"the best on any boat in the bay.": "Tom Arlen"},
    ),
    "an abbreviation in brackets": (
        "Ana Dorn, who once worked for Sen. Jon Pell (R-Tenn.), a friend of the harbour, called it “a gift to three "
        "shipping lines.”",
        {"a gift to three shipping lines.": "Ana Dorn"},
    ),
    "who coined the words, not of what they are said": (
        "Both the harbour and the pier were once described in a book as one of the “seven gates of hell,” a phrase "
        "coined and introduced by Mayor Ilse Brandt in her first speech.",
        {"seven gates of hell": "Ilse Brandt"},
    ),
    "a name and an office behind a dash": (
        "“The pier is ours” — Ilse Brandt, mayor of Orsk.",
        {"The pier is ours": "Ilse Brandt"},
    ),
    "a signature in the paragraph below": (
        "Tom Arlen rose to speak, and sat down again.\n\n“The pier is ours and will stay ours for good.”\n\n"
        "— Ilse Brandt, mayor of Orsk\n\nThe council votes in June.",
        {"The pier is ours and will stay ours for good.": "Ilse Brandt"},
    ),
    "what somebody had to say": (
        "Here is what Ilse Brandt had to say:\n\n“The pier is ours and will stay ours.”\n\n"
        "And here is Tom Arlen’s reply:\n\n“It will sink before the summer.”",
        {"The pier is ours and will stay ours.": "Ilse Brandt", "It will sink before the summer.": "Tom Arlen"},
    ),
    "a speaker on another": (
        "Ilse Brandt will not stand again. Tom Arlen on Ilse Brandt: “She is wrong about everything.”",
        {"She is wrong about everything.": "Tom Arlen"},
    ),
    "a speaker where a verb is in no list": (
        "Tom Arlen and Ilse Brandt met twice. Arlen hit back at Brandt, calling her “a stranger to the truth”.",
        {"a stranger to the truth": "Tom Arlen"},
    ),
    "a colon comes before an act behind the quotation": (
        "Ilse Brandt and Tom Arlen met. Brandt was short: “Will you resign?” Arlen laughed.",
        {"Will you resign?": "Ilse Brandt"},
    ),
    "an honour behind the name": (
        "Hugh Denby KC spoke for an hour. “My client is innocent,” Mr Denby told the court.",
        {"My client is innocent": "Hugh Denby"},
    ),
    "turns whose first gives the full name": (
        "The Courier met the engineer.\n\nCourier: Will it hold?\n\nLena Marsh: For a year. Not longer.\n\n"
        "Courier: And then?\n\nMarsh: Then we swim. All of us.",
        {"For a year. Not longer.": "Lena Marsh", "Then we swim. All of us.": "Lena Marsh"},
    ),
    "single marks inside a sentence": (
        "Gareth Lunt said the council had 'run out of road and ideas', adding: 'They should go.'",
        {"They should go.": "Gareth Lunt"},
    ),
    "what another says of somebody in a relative clause": (
        "Ilse Brandt, who Tom Arlen said had “never read the report”, resigned.",
        {"never read the report": "Tom Arlen"},
    ),
    "another who has no name": (
        "“It’s chaos in there,” said one insider. Another added: “Nobody knows who is in charge.”",
        {"It’s chaos in there": "one insider", "Nobody knows who is in charge.": None},
    ),
    "hitting back": (
        "Lena Marsh wants him out. A No 10 source hit back: “They have no plan.”",
        {"They have no plan.": "No 10 source"},
    ),
    "names that are auxiliaries": (
        "Will Marsh was first. “We will go,” said May Brandt.",
        {"We will go": "May Brandt"},
    ),
    "a nickname within a name": (
        "William “Billy” Marsh and Robert ‘Bob’ Tarn remember. “We slept on the roof,” Marsh said. “In the rain,” "
        "said Bob Tarn.",
        {"We slept on the roof": "William “Billy” Marsh", "In the rain": "Robert ‘Bob’ Tarn"},
    ),
    "two surnames and particles": (
        "María José Ortega de la Cruz was the judge. Ortega later told El Faro: “I stand by every word.”",
        {"I stand by every word.": "María José Ortega de la Cruz"},
    ),
    "a name that begins with a small letter": (
        "Karim al-Masri, a baker, said: “We had no flour.” Al-Masri added: “And no water.”",
        {"We had no flour.": "Karim al-Masri", "And no water.": "Karim al-Masri"},
    ),
    "whose claim it is": (
        "Ilse Brandt spoke on Monday. Critics mocked her claim that she “never once set foot on the pier”.",
        {"that she “never once set foot on the pier”": "Ilse Brandt"},
    ),
    "whoever begins the sentence, not who tells something at its end": (
        "Author Lena Marsh wrote a book. It sold well in Lund. It won a prize. She knew the late Ilse Brandt, a mayor "
        "and pilot, a trade Brandt described in a book of her own.\n\nYet it was only in May that Marsh saw how it all "
        "fitted. “I never put it together,” she says.",
        {"I never put it together": "Lena Marsh"},
    ),
    "she and a verb that is in no list": (
        "Tom Arlen called Ilse Brandt a stranger to the truth. “And you are a stranger to the sea,” she shot back.",
        {"And you are a stranger to the sea": "Ilse Brandt"},
    ),
    "ranks of the police": (
        "Det Supt Karl Boyd and PC Alan Vane spoke. “We will find him,” Boyd said. “Soon,” PC Vane added.",
        {"We will find him": "Karl Boyd", "Soon": "Alan Vane"},
    ),
}


def speakers(text: str) -> dict[str, str | None]:
    article = Article("a", "A title", text)
    return {text[quote.start : quote.end]: quote.speaker for quote in analyse(article).quotes}


@pytest.mark.parametrize(("text", "wanted"), CASES.values(), ids=CASES)
def test_the_speaker_is_the_one_that_a_careful_reader_names(text: str, wanted: dict[str, str | None]) -> None:
    found = speakers(text)
    assert {words: found.get(words, "not found") for words in wanted} == wanted


def test_what_somebody_denies_having_said_is_not_their_speech() -> None:
    text = "Minister Lena Marsh denied having said that the pipeline would be closed."
    quotes = [quote for quote in analyse(Article("a", "A title", text)).quotes if quote.is_speech]
    assert not [quote for quote in quotes if "pipeline" in text[quote.start : quote.end]]
