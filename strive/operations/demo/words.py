"""The words that the texts of the demo are made of.

Nouns and verbs are regular, so that `text.py` can inflect them by rule.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "Design": _words(
        "margin typeface grid sketch poster layout colour pattern logo button icon screen surface"
        " proportion serif headline caption drawing template palette contrast silhouette"
    ),
    "Engineering": _words(
        "server cache query index queue compiler protocol socket kernel deployment rollback latency"
        " benchmark timeout process thread database replica shard pointer function algorithm"
    ),
    "Writing": _words(
        "paragraph sentence draft editor chapter comma metaphor verb notebook manuscript ending"
        " footnote reader dialogue essay revision publisher column narrator plot stanza"
    ),
    "Gardens": _words(
        "seed root hedge compost greenhouse orchard meadow tulip fern lawn spade blossom bulb"
        " nettle trellis sapling thicket pond rosemary raspberry beetle robin"
    ),
    "Kitchens": _words(
        "recipe oven dough skillet broth onion lemon spoon crust pantry noodle dumpling pepper"
        " marinade stew grater apron kettle ladle pudding vinegar chestnut"
    ),
    "Cities": _words(
        "street tram bridge courtyard market rooftop bicycle corner canal station balcony pavement"
        " square tunnel ferry facade crossing library lamp alley harbour kiosk"
    ),
    "Science": _words(
        "experiment theory sample neuron galaxy glacier enzyme particle orbit fossil molecule"
        " telescope hypothesis magnet crystal spectrum membrane comet isotope volcano signal cell"
    ),
    "Music": _words(
        "chord melody rhythm cello drummer rehearsal chorus tempo record concert harmony bassline"
        " organ microphone violin encore singer octave ballad trumpet duet refrain"
    ),
    "History": _words(
        "archive letter empire treaty ledger census merchant manuscript parish monument coin"
        " caravan dynasty chronicle tavern scholar mill railway printer charter frontier tapestry"
    ),
    "Walking": _words(
        "trail ridge valley summit boot lantern hut forest stream shore compass cairn map heath"
        " pass waterfall shelter cliff rucksack signpost dune meadow"
    ),
    "Work": _words(
        "meeting deadline budget team habit project calendar manager customer contract interview"
        " checklist desk salary commute mentor proposal estimate promotion handover agenda invoice"
    ),
    "Photography": _words(
        "lens shutter portrait negative exposure tripod flash darkroom shadow frame aperture camera"
        " print silhouette horizon filter studio contact highlight viewfinder reflection album"
    ),
}

NOUNS: Final = _words(
    "answer argument assumption beginning boundary choice clue compromise consequence corner"
    " decision detail difference direction doubt effort example exception excuse experience"
    " failure habit idea improvement journey lesson limit list method mistake moment morning"
    " neighbour number obstacle opinion pattern plan principle problem promise question reason"
    " result routine rule season shortcut signal solution step story surprise system thought tool"
    " tradition view visitor week winter year"
)

VERBS: Final = _words(
    "accept adapt allow answer arrange ask avoid borrow calculate carry change collect compare"
    " complete consider count cover deliver depend describe discover divide enjoy examine expect"
    " explain explore follow gather handle ignore imagine improve include invite join last learn"
    " listen measure mention notice observe offer open order paint perform polish practise prepare"
    " prevent produce protect question reach receive record reduce remember remove repair repeat"
    " replace return reveal search separate share shape simplify sort start study suggest support"
    " test trust turn use value wait walk wander weigh welcome whisper wonder work"
)

ADJECTIVES: Final = _words(
    "ambitious ancient awkward bright broad calm careful careless cheap clear clever cold common"
    " complete complicated curious deep delicate different difficult distant dry early easy empty"
    " essential expensive faint fair familiar famous fast firm flat forgotten fragile fresh gentle"
    " good grand happy heavy hidden honest humble large late light local long loud lucky messy"
    " modern narrow natural neat new noisy obvious odd old open ordinary patient plain pleasant"
    " practical private proud quick quiet rare ready reliable rough round sensible serious shallow"
    " sharp short silent simple slow small soft solid steady strange strong stubborn subtle sudden"
    " sunny thin tidy tiny tired true unusual useful useless warm weak wide wild wise young"
)

ADVERBS: Final = _words(
    "almost already always barely calmly carefully cheerfully clearly closely gently gladly"
    " gradually honestly mostly neatly nearly never often openly patiently perhaps plainly politely"
    " probably quickly quietly rarely really seldom simply slowly sometimes soon steadily"
    " suddenly usually"
)

TAGS: Final = _words(
    "basics beginners books craft culture details essays experiments favourites field-notes"
    " guides habits ideas interviews lessons letters lists long-reads materials memory methods"
    " mistakes mornings nature notes opinion patience people performance places planning play"
    " practice process questions research reviews seasons simplicity stories time tools travel"
    " weekend winter words workshop"
)

GIVEN_NAMES: Final = _words(
    "Ada Aisha Alma Amir Ana Anders Anja Aroha Astrid Ayo Beatriz Ben Bianca Bruno Carla Chen"
    " Chloe Clara Daniel Daria David Diego Dilan Elena Elif Elsa Emil Emma Enzo Eva Farah Felix"
    " Fiona Freya Gita Hana Hannah Hugo Ida Ines Irina Isla Ivan Jakob Jana Jonas Josef Julia"
    " Kai Karim Katya Kenji Lars Laura Lea Leila Lena Leo Lina Lucas Luis Maja Malik Mara Marco"
    " Maria Marta Mateo Maya Mei Mila Mina Nadia Naomi Nils Nina Noah Nora Olga Oliver Omar Oskar"
    " Paula Pedro Petra Priya Rafael Rana Ravi Rosa Ruth Samir Sara Sofia Sven Tara Theo Tomas"
    " Uma Vera Victor Wanda Wei Yara Yuki Yusuf Zoe"
)

FAMILY_NAMES: Final = _words(
    "Abe Adeyemi Ahmed Alvarez Andersson Bauer Becker Berg Bianchi Braun Brown Castro Chen Costa"
    " Cruz Dahl Diaz Dubois Eriksen Evans Farkas Fischer Fontaine Garcia Gomez Gupta Haddad Hall"
    " Hansen Hassan Horvat Ito Ivanova Jansen Jensen Johansson Jones Kaya Keller Khan Kim Klein"
    " Kovac Kowalski Krause Kumar Larsen Lee Lehmann Lima Lindberg Lopez Marino Martin Mazur Meyer"
    " Moore Moreau Mori Morris Nakamura Nguyen Nielsen Novak Okafor Olsen Ortiz Park Patel Pereira"
    " Peters Petrov Popescu Quinn Ramos Reyes Ricci Richter Rossi Roy Ruiz Sato Schmidt Schulz"
    " Shah Silva Singh Smit Smith Sousa Suzuki Tanaka Taylor Thomas Torres Vargas Vidal Virtanen"
    " Wagner Walker Weber White Wilson Wolf Wright Yamada Yilmaz Young Zhang Zimmermann"
)
