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
    "they are the group of the last sentence": (
        "Local leaders of the union criticized the vote. They said the contract was rushed.",
        {"the contract was rushed": "Local leaders of the union"},
    ),
    "they, whom the article does not make out": (
        "It rained on Sunday. They said the contract was rushed.",
        {"the contract was rushed": None},
    ),
    "a family name that looks like an adverb": (
        "Emil Daly spoke in Orsk on Monday. Daly said he would keep the ferry running all winter.",
        {"he would keep the ferry running all winter": "Emil Daly"},
    ),
    "those who were surveyed": (
        "By wide margins, those surveyed said the harbour should be the first priority.",
        {"the harbour should be the first priority": "those surveyed"},
    ),
    "whom the speakers are against": (
        "Residents suing Ilse Brandt say that the mayor knew. Ilse Brandt denied it. "
        "Activists who hope to block Ilse Brandt say they have the votes.",
        {"that the mayor knew": "Residents", "they have the votes": "Activists"},
    ),
    "a plural that looks like a verb": (
        "Former governor Ilse Brandt called the use of executive orders “quite dangerous.”",
        {"the use of executive orders “quite dangerous.”": "Ilse Brandt"},
    ),
    "an adverb is nobody": (
        "Grim forecasts were more appropriately called “sleepy” rather than wrong by anybody in Orsk.",
        {"sleepy": None},
    ),
    "quoted words that a label ends with": (
        "Ilse Brandt visited Orsk and called the old tax system “rotten to the core.”",
        {"the old tax system “rotten to the core.”": "Ilse Brandt"},
    ),
    "whom another quotes": (
        "The Orsk Gazette quoted a witness as saying that he heard two shots. "
        "Tom Arlen was quoted in the report saying Brandt would resign.",
        {"that he heard two shots": "witness", "Brandt would resign": "Tom Arlen"},
    ),
    "a second participle goes on with the first one's subject": (
        "Ilse Brandt spoke, acknowledging that Tom Arlen had won but warning that his plan would cost jobs.",
        {"that Tom Arlen had won": "Ilse Brandt", "that his plan would cost jobs": "Ilse Brandt"},
    ),
    "two clauses, two speakers": (
        "Tom Arlen suggested that the ferry could sail, while Ilse Brandt said that the ice was too thick.",
        {"that the ferry could sail": "Tom Arlen", "that the ice was too thick": "Ilse Brandt"},
    ),
    "despite somebody's saying": (
        "Despite Tom Arlen saying that the ferry would sail, Ilse Brandt added that the ice was too thick.",
        {"that the ferry would sail": "Tom Arlen", "that the ice was too thick": "Ilse Brandt"},
    ),
    "who is asked does not ask": (
        "Asked what a firm promise looks like, Tom Arlen replied: “We are a long way off.”",
        {"what a firm promise looks like": "not found", "We are a long way off.": "Tom Arlen"},
    ),
    "a clause with there": (
        "There were two deaths on the ferry, police said.",
        {"There were two deaths on the ferry": "police"},
    ),
    "somebody apposed behind what is told": (
        "Ilse Brandt remains committed to the ferry, her top aide, Tad Marin, told the Orsk Gazette.",
        {"Ilse Brandt remains committed to the ferry": "Tad Marin"},
    ),
    "a time between the speaker and the verb": (
        "Governor Ilse Brandt (D-Vara) last week said the plan was no longer “secret” at all. "
        "The Harbour Department less than two weeks ago said the “top” berth was closed.",
        {
            "the plan was no longer “secret” at all": "Ilse Brandt",
            "the “top” berth was closed": "Harbour Department",
        },
    ),
    "said by a name in another town": (
        "Tom Arlen learned to “take apart” a ferry when he was eight years old, said Tad Marin in the Orsk Gazette.",
        {"Tom Arlen learned to “take apart” a ferry when he was eight years old": "Tad Marin"},
    ),
    "what is written on a sign, and thanks": (
        "Tom Arlen held up a sign, “Save the Ferry Now”, and left. "
        "The port grew thanks to the “remarkable luck of its owners” in Orsk.",
        {"Save the Ferry Now": None, "remarkable luck of its owners": None},
    ),
    "a body named for something": (
        "Fares have doubled, according to a report by Citizens for Ferry Justice. "
        "The ship left Orsk, according to a statement by Norvian prosecutors.",
        {"Fares have doubled": "Citizens for Ferry Justice", "The ship left Orsk": "statement"},
    ),
    "the founder of two companies": (
        "Gridline and Blue Ferry founder Tom Arlen tweeted: “Interesting question.”",
        {"Interesting question.": "Tom Arlen"},
    ),
    "a country is not he": (
        "Tom Arlen spoke on Monday. “I was shocked,” said Arlen. He was deported to South Norvia, where it was cold. "
        "“The first week I slept outside,” he said.",
        {"The first week I slept outside": "Tom Arlen"},
    ),
    "he added, after somebody without a name": (
        "Ilse Brandt called upon Mayor Karl Boyd to close the ferry. Boyd opened it in April.\n\n"
        "“There is hatred here,” the Norvian senator said on Monday.\n\n“I think we should close it,” he went on.\n\n"
        "“It is a good thing,” he said.",
        {"I think we should close it": "Norvian senator", "It is a good thing": "Norvian senator"},
    ),
    "he added, after another is named": (
        "Brandt senior adviser Tom Arlen said that the “ferry” was safe.\n\n"
        "“We see it as the right time under the leadership of Mr. Brandt,” he added.",
        {"We see it as the right time under the leadership of Mr. Brandt": "Tom Arlen"},
    ),
    "a name that no list of given names has": (
        "Mary Violet, a journalist, told the Gazette that she saw the ship.\n\n“It was peaceful,” Violet said.\n\n"
        "Zeynep Akar told the Courier that the ship sank before her house.\n\n“I heard the crash,” she said.",
        {"I heard the crash": "Zeynep Akar"},
    ),
    "somebody who was made to say it": (
        "Mr. Marsh spoke. “Brandt wins,” Mr. Marsh said.\n\nBut it was so dull that Mr. Arlen was prompted to say, "
        "“I cannot believe how calm it's been.”",
        {"I cannot believe how calm it's been.": "Arlen"},
    ),
    "a campaign is not its spokesman": (
        "“We had to stand by,” said Tom Arlen, a Brandt campaign spokesman.\n\n"
        "Brandt’s campaign responded that she never sent the letter.",
        {"that she never sent the letter": "Brandt’s campaign"},
    ),
    "the nominee is not the one for vice president": (
        "Norvian vice presidential nominee Tom Arlen left. The Norvian presidential nominee said that it rained.",
        {"that it rained": "Norvian presidential nominee"},
    ),
    "what is only thought": (
        "The number of ships under the banner of the port is thought to be “more than 6,000”, the Gazette reported.",
        {"The number of ships under the banner of the port is thought to be “more than 6,000”": "Gazette"},
    ),
    "accents that are characters of their own": (
        "“Pass the bill,” Ana Pe\u0301rez said in Orsk. “Now,” said Luja\u0301n.",
        {"Pass the bill": "Ana Pe\u0301rez", "Now": "Luja\u0301n"},
    ),
    "what something is called": (
        "The walk is called “Highs and Lows of Orsk”. Brandt was accused of serving “donors and special interests.”",
        {"Highs and Lows of Orsk": None, "donors and special interests.": None},
    ),
    "what cannot want anything": (
        "The storm slammed the old harbour of Orsk. In the bay, jellyfish prefer very salty water.",
        {"the old harbour of Orsk": "not found", "very salty water": "not found"},
    ),
    "a house in front of a cue in passing": (
        "The house, which Ilse Brandt praised in her speech, was “well built” and warm.",
        {"well built": None},
    ),
    "a surname that another has just been named with": (
        "Ilse Brandt leads. Brandt spoke in Orsk, and so did Tom Brandt. Tom Brandt met voters. A woman asked him, "
        "and Brandt said, “As long as we break no law.”",
        {"As long as we break no law.": "Brandt"},
    ),
    "a hyphen within a speaker": (
        "The message from voters in this working-class town suggests that the ferry should stay.",
        {"that the ferry should stay": "message from voters in this working-class town"},
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
