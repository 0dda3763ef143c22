"""Fictional people and places, by region."""

from dataclasses import dataclass
from random import Random

from sample_docs.generator.identifiers import digits

FEMALE = {
    "en": "Amara Beatrice Carys Della Eleanor Fiona Grace Harriet Imogen Joanna Kezia Lorna Marian Nadia Olive Priya Rosalind Selma Tamsin Wilma".split(),
    "de": "Annika Britta Charlotte Dörte Elke Friederike Gesa Heike Ilse Jutta Katrin Liesel Mareike Nele Regine Silke Tanja Ulrike".split(),
    "fr": "Adèle Brigitte Camille Delphine Élodie Florence Gaëlle Hélène Inès Juliette Laurence Maëlle Noémie Océane Solène Véronique".split(),
}
MALE = {
    "en": "Alistair Bernard Callum Desmond Edwin Fraser Gareth Hamish Irving Jerome Kelvin Lionel Marcus Nolan Oscar Percival Rupert Stanley Tobias Winston".split(),
    "de": "Arndt Bernd Carsten Detlef Eckhard Falko Gerrit Henning Ingo Jürgen Karsten Lutz Malte Norbert Ralf Sönke Thorsten Uwe".split(),
    "fr": "Aurélien Bastien Cédric Didier Étienne Fabrice Gérard Hugo Jérôme Loïc Mathieu Olivier Pascal Rémi Sébastien Thierry".split(),
}
SURNAMES = {
    "en": "Ashcombe Birdsall Copperthwaite Dunmore Eastgate Fairweather Goldthorpe Hollins Ingleby Jessop Kirkbride Lomax Merrydew Nethercott "
    "Oakhurst Pennington Quayle Rowntree Sedgwick Thackery Underhill Vickers Whitlock Yarrow Okonjo Marchetti Delacroix Petrov Nakata Ramos".split(),
    "de": "Achterberg Brinkmann Clasen Dahlhaus Eggers Feldkamp Grotejohann Hasenkamp Isenbeck Jeschke Kleinschmidt Lüttmann Möllering Niehoff "
    "Oberdieck Pohlmann Quast Rüschen Stratmann Tiedemann Vogelsang Wörmann".split(),
    "fr": "Aubertin Beaufils Chastaing Desmoulins Estienne Fauvel Grandjean Huguenard Jacquemin Lamoureux Montbrun Noirot Perrault Quenelle "
    "Rochefort Sauvageot Tisserand Vauquelin".split(),
}
STREETS = {
    "us": "Alder Street,Wabash Avenue,Orchard Road,Prairie View Drive,Kingfisher Court,Commerce Parkway,Old Mill Road,Sycamore Lane,Harbor Boulevard".split(
        ","
    ),
    "uk": "Mill Lane,Canal Street,Tannery Road,Foundry Way,Abbey Close,Sheep Street,Victoria Parade,Quarry Hill,Priory Gardens,Station Approach".split(
        ","
    ),
    "de": "Lindenstraße,Am Mühlenbach,Industrieweg,Schützenallee,Kirchgasse,Hafenstraße,Birkenweg,Alte Landstraße,Bahnhofstraße,Gewerbering".split(
        ","
    ),
    "fr": "rue des Tanneurs,avenue de la Gare,rue du Vieux Moulin,impasse des Lilas,boulevard Carnot,chemin des Vignes,rue Basse,place du Marché".split(
        ","
    ),
    "my": "Jalan Cempaka 3/5,Jalan Perdana 12,Jalan Seri Mutiara 2,Lorong Kenanga 7,Jalan Usaha 4,Jalan Bunga Raya,Persiaran Dagang".split(
        ","
    ),
}
TOWNS = {
    "us": "Millbrook OH 441,Cedar Falls Junction IA 506,Harlan Springs TX 787,Ashford Grove PA 190,Port Ellery WA 982,Lakemont NC 276,Fairhope Ridge CO 805".split(","),
    "uk": "Harrowby LN7,Wexcombe SN8,Thornby Bridge LS21,Calderford HX4,Marsh Overton GL7,Penhallow TR4,Kirkmuir EH31,Aldersea NR27".split(","),
    "de": "48231 Altenrode,29410 Wiesendorf,73655 Oberlinden,04668 Kranichfeld,25813 Husumdeich,56729 Ringenbach,97877 Mainhausen".split(","),
    "fr": "69210 Saint-Aubin-le-Vieux,33640 Castelmoron,44360 Vigneux-sur-Erdre,59480 Bassecourt,13190 Allauches,67310 Wangenheim".split(","),
    "my": "Taman Seri Indah;47300 Petaling Perdana, Selangor|Bandar Baru Melati;81300 Skudai Jaya, Johor|Taman Muhibbah;43000 Kajang Hulu, Selangor"
    "|Kawasan Perusahaan Tebrau;80400 Johor Tiong|Taman Setia;75350 Batu Sebelas, Melaka".split("|"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Lines as printed on an envelope, without name and country."""

    lines: tuple[str, ...]

    @property
    def printed(self) -> str:
        return " ".join(self.lines)

    @property
    def one_line(self) -> str:
        return ", ".join(line.rstrip(",") for line in self.lines)


@dataclass(frozen=True, slots=True)
class Person:
    given: str
    surname: str
    sex: str
    address: Address
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.surname}"


def choose_address(rng: Random, region: str) -> Address:
    street, town, number = rng.choice(STREETS[region]), rng.choice(TOWNS[region]), rng.randint(2, 180)
    if region == "us":
        name, zip_start = town.rsplit(" ", 1)
        state = name[-2:]
        return Address((f"{number * 10 + rng.randint(1, 9)} {street}", f"{name[:-3]}, {state} {zip_start}{digits(rng, 2)}"))
    if region == "uk":
        name, code = town.rsplit(" ", 1)
        return Address((f"{number} {street}", f"{name} {code} {rng.randint(1, 9)}{''.join(rng.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"))
    if region == "my":
        area, city = town.split(";")
        return Address((f"No. {number}, {street},", f"{area},", f"{city}."))
    if region == "fr":
        return Address((f"{number} {street}", town))
    return Address((f"{street} {number}", town))


def choose_phone(rng: Random, region: str) -> str:
    """A number from the ranges that regulators keep for fiction, where there are such ranges."""
    forms = {
        "us": f"({rng.choice(('312', '614', '206', '919'))}) 555-01{digits(rng, 2)}",
        "uk": f"01632 960{digits(rng, 3)}",
        "de": f"+49 30 23125 {digits(rng, 3)}",
        "fr": f"01 99 00 {digits(rng, 2)} {digits(rng, 2)}",
        "my": f"03-5550 {digits(rng, 4)}",
    }
    return forms[region]


def choose_person(rng: Random, region: str) -> Person:
    language = {"de": "de", "fr": "fr"}.get(region, "en")
    sex = rng.choice("FM")
    given = rng.choice((FEMALE if sex == "F" else MALE)[language])
    surname = rng.choice(SURNAMES[language])
    if rng.random() < 0.25 and language == "en":
        given = f"{given} {rng.choice('ABCDEHJKLMPRT')}."
    mail = plain(f"{given.split()[0]}.{surname}") + rng.choice(
        ("@mailbox.example", "@post.example", "@inbox.example", f"{rng.randint(1, 99)}@mail.example")
    )
    return Person(given, surname, sex, choose_address(rng, region), choose_phone(rng, region), mail)


def plain(text: str) -> str:
    """Letters as in a host name: lower case, no accents."""
    table = str.maketrans(
        {
            "ä": "ae",
            "ö": "oe",
            "ü": "ue",
            "ß": "ss",
            "é": "e",
            "è": "e",
            "ë": "e",
            "ï": "i",
            "ô": "o",
            "ê": "e",
            "ç": "c",
            "â": "a",
            "î": "i",
        }
    )
    return "".join(
        character for character in text.lower().translate(table) if character.isascii() and (character.isalnum() or character in ".-")
    )
