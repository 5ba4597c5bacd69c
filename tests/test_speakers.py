"""Which entity a mention means."""

import pytest

from index.sentences import find_sentences
from index.speakers import Entities
from index.text import find_paragraphs

TEXT = (
    "Norvian President Ilsa Brandt and the Foreign Minister of the Republic of Kestria (RK), Tomas Vey, met on Friday. "
    "Secretary of State Mark Dunne stayed away. "
    "Later Kim Dae-jung and Hanna Brandt, chief economist of the Norvian Bank, spoke. "
    "Ms. Dunne was absent. Vey left early and Vey returned."
)


def resolve(mention: str) -> str:
    text = f"{TEXT} {mention} spoke."
    entities = Entities(text, find_sentences(text, list(find_paragraphs(text))))
    start = len(TEXT) + 1
    return entities.resolve(start, start + len(mention)).name


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Vey", "Tomas Vey"),
        ("Foreign Minister Vey", "Tomas Vey"),
        ("the foreign minister", "Tomas Vey"),
        ("Kestria’s top diplomat", "Tomas Vey"),
        ("the Norvian president", "Ilsa Brandt"),
        ("Hanna Brandt", "Hanna Brandt"),
        ("the economist", "Hanna Brandt"),
        ("Kim", "Kim Dae-jung"),
        ("Dunne", "Dunne"),  # Mark Dunne or Ms. Dunne
        ("a passer-by", "passer-by"),
    ],
)
def test_a_mention_resolves_to_the_fullest_name(mention: str, name: str) -> None:
    assert resolve(mention) == name


def test_a_role_is_not_part_of_the_name() -> None:
    entities = Entities(TEXT, find_sentences(TEXT, list(find_paragraphs(TEXT))))
    assert {"Ilsa Brandt", "Tomas Vey", "Mark Dunne"} <= {entity.name for entity in entities.all()}
