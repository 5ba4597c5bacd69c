"""Articles and questions in languages that the bundled model does not read: words alone find the passage."""

from __future__ import annotations

import pytest

from index.engine import Engine, EngineConfig
from index.sentences import find_sentences
from index.text import find_unspaced_pairs, space_out

ARTICLES = {
    "bridge-ru.txt": "Мост\n\nМэр открыл новый мост через реку в понедельник. Его строили восемь лет.",
    "ferry-ru.txt": "Паром\n\nПаром больше не ходит по реке. Билеты вернут в кассе.",
    "bridge-zh.txt": "大桥\n\n市长星期一为河上的新大桥揭幕。大桥花了八年时间建成。",
    "ferry-zh.txt": "渡轮\n\n渡轮不再在河上航行。车票可以在售票处退款。",
    "bridge-ar.txt": "الجسر\n\nافتتح رئيس البلدية الجسر الجديد يوم الاثنين. استغرق بناؤه ثماني سنوات.",
    "ferry-ar.txt": "العبارة\n\nلم تعد العبارة تعبر النهر. تُرد التذاكر في الشباك.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("languages")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    opened = Engine(EngineConfig(folder / "data", (), "all-MiniLM-L6-v2", "auto", limit=5, threshold=0.0))
    opened.reindex([folder])
    return opened


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("Кто открыл мосты?", "bridge-ru.txt", "Мэр открыл новый мост"),
        ("Ходят ли паромы по реке?", "ferry-ru.txt", "Паром больше не ходит"),
        ("谁为新大桥揭幕？", "bridge-zh.txt", "市长星期一为河上的新大桥揭幕。"),
        ("在哪里可以退车票？", "ferry-zh.txt", "车票可以在售票处退款。"),
        ("من افتتح الجسور الجديدة؟", "bridge-ar.txt", "افتتح رئيس البلدية"),
    ],
)
def test_words_find_the_passage_in_another_script(engine: Engine, question: str, article: str, words: str) -> None:
    answer = engine.ask(question)
    assert answer.passages[0].source_id == article
    assert answer.citations[0].text.startswith(words)


def test_full_stops_of_other_scripts_end_sentences() -> None:
    for name, text in ARTICLES.items():
        start = text.index("\n\n") + 2
        assert len(find_sentences(text, [(start, len(text))])) == 2, name


def test_scripts_without_spaces_are_read_character_by_character() -> None:
    assert space_out("新大桥 Arden大桥 2 bridges") == "新 大 桥 Arden 大 桥 2 bridges"
    assert space_out("Café in Orléans") == "Café in Orléans"
    assert find_unspaced_pairs("新大桥 a") == [("新", "大"), ("大", "桥")]
