"""Texts that an export is checked with before it is used: what news articles hold, short, long and odd."""

_PARAGRAPHS = (
    "The harbour reopened on Tuesday.",
    "“We have nothing to hide,” the mayor said.",
    "Who pays for the new bridge?",
    "The central bank left its main rate unchanged at 3.75 percent, as every economist polled had expected.",
    "Rescuers reached the village on foot after the river washed away the only road, the regional governor said.",
    "Shares of the shipping company fell 4.2% in early trading before recovering; volume was twice the daily average.",
    "“If the parties come back to the table, we will be there,” the envoy told reporters. “If not, we will wait.”",
    "The agreement, signed in 2015 and abandoned three years later, limited how much material each side could keep.",
    "Asked whether the talks had failed, the spokeswoman answered: “That is not the word I would use.”",
    "A spokesman for the ministry, who asked not to be named, denied that any order had been given.",
    "The court adjourned until 14 March. Neither the defendant nor his lawyers commented when they left the building.",
    "Prices of wheat, maize and soya rose for a fifth month, according to figures that the agency published on Friday.",
    "Der Minister sagte am Montag, die Verhandlungen würden „ohne Vorbedingungen“ fortgesetzt.",
    "Le président a déclaré que « rien n’était décidé » et que l’accord restait possible avant l’été.",
    "El gobierno anunció que las elecciones se celebrarán en otoño, según informó la radio pública.",
    "Премьер-министр заявил, что переговоры продолжатся на следующей неделе.",
    "外交部发言人在例行记者会上表示，双方将继续保持沟通。",
    "قال المتحدث باسم الوزارة إن المحادثات ستستأنف الأسبوع المقبل.",
    "The café’s naïve façade — “très chic”, its owner says — cost €12,500… and a year’s patience 🙂.",
    "Final score: 3–2 (a.e.t.); attendance 41,207; referee: none of the clubs’ choosing.",
    "BREAKING: quake of magnitude 6.1 off the coast, no tsunami warning. More follows. https://news.example/live?id=77",
    "ISLAND COUNCIL VOTES TO KEEP FERRY\n\nBy our correspondent\n\nThe vote was close: seven to six.",
    "In a statement, the union called the offer “a first step,” but added that its members would strike on Thursday "
    "unless the company withdrew the planned cuts to night shifts and published the report it had promised in May.",
    "The survey, carried out among 2,034 adults in January, found that most had heard of the plan, that fewer than a "
    "third could say what it was for, and that hardly anyone knew who had proposed it in the first place.",
    "According to the newspaper, which cited two officials, the delegation had been told in advance that no document "
    "would be signed; the host government said later that the report was “invented from beginning to end.”",
    "The museum returned eleven bronzes on Wednesday, ending a dispute of nearly forty years. “They were never ours,” "
    "its director said at the ceremony, “and it should not have taken us so long to say so.” The pieces will be shown "
    "in the capital from spring.",
    "Forecasters expect up to 90 millimetres of rain by Sunday evening. Schools in four districts will stay closed, "
    "the railway has cancelled all services north of the estuary, and residents of low streets were asked to move "
    "their cars and to keep torches, water and medicine at hand.",
    "Scientists who followed the colony for two decades report in this week’s issue that the birds now arrive sixteen "
    "days earlier than in 2003. “It is not the cold they flee any more,” one of the authors said. Why some pairs keep "
    "to the old calendar is not known, and the team will return next winter to find out.",
)

SAMPLES = (
    *_PARAGRAPHS,
    " ".join(_PARAGRAPHS[3:8]),
    " ".join(_PARAGRAPHS[22:28]),
    " ".join(_PARAGRAPHS[:12]),
    "\n\n".join(_PARAGRAPHS),  # longer than any model of this kind reads
)
