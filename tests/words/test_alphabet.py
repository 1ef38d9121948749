"""Lists for readers stand in the reader's alphabet."""

import random

import pytest

from indicators.language import language

ALBANIAN = [
    "1 Maji", "2 Maji", "12 Maji", "Arrë", "Bilisht", "Cerrik", "Cërrik", "Ceta", "Çajup", "Çorovodë", "Divjakë",
    "Durrës", "Durrës i Ri", "Durrësi", "Dhërmi", "Ersekë", "Ezop", "Ëndrra", "Fier", "Gur", "Gjirokastër", "Kukës",
    "Luz", "Llogara", "Lluka", "Maliq", "Njegova", "Orikum", "Peqin", "Qafë", "Roskovec", "Rrogozhinë", "Sukth",
    "Shkodër", "Tiranë", "Theth", "Vau i Dejës", "Vlorë", "Washington", "Xarrë", "Xhafzotaj", "Yzberisht", "Zall",
    "Zvërnec", "Zharrëz",
]  # fmt: skip


def test_albanian_letters_of_their_own_and_of_two_signs() -> None:
    order = language("sq").alphabetical
    for seed in range(20):
        mixed = random.Random(seed).sample(ALBANIAN, len(ALBANIAN))
        found = sorted(mixed, key=order)
        assert [one for one in found if one != "Cërrik"] == [one for one in ALBANIAN if one != "Cërrik"]
    assert sorted(["Cërrik", "Cezar", "Cerrik"], key=order) == ["Cerrik", "Cezar", "Cërrik"]


def test_english_reads_past_the_marks() -> None:
    order = language("en").alphabetical
    names = ["Cerrik", "Çorovodë", "Dhërmi", "Durrës", "Durrës i Ri", "Llogara", "Luz", "Shkodër", "Sukth", "Zall"]
    for seed in range(20):
        assert sorted(random.Random(seed).sample(names, len(names)), key=order) == names


@pytest.mark.parametrize("code", ["en", "sq"])
def test_any_text_has_a_place_and_the_same_one_always(code: str) -> None:
    order = language(code).alphabetical
    odd = ["", " ", "·", "Σ", "Đorđe", "œuvre", "ﬁer", "Fier", "FIER", "fier", "e\N{COMBINING DIAERESIS}", "ë",
           "9" * 5000, "₂", "Berat/Fier", "D'Amico", "D’Amico", "\N{ZERO WIDTH SPACE}a", "東京"]  # fmt: skip
    for seed in range(20):
        assert sorted(random.Random(seed).sample(odd, len(odd)), key=order) == sorted(odd, key=order)
    assert order("FIER")[0] == order("Fier")[0] == order("ﬁer")[0]
    assert order("D'Amico")[0] == order("D’Amico")[0]
    if code == "sq":
        assert order("e\N{COMBINING DIAERESIS}")[0] == order("ë")[0] != order("e")[0]
