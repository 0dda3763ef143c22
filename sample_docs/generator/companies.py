"""Fictional companies and what they sell, by language: a joiner sells no dental wax."""

from dataclasses import dataclass
from random import Random

from sample_docs.generator.identifiers import choose_bic, choose_iban, choose_vat_id, digits
from sample_docs.generator.people import Address, choose_address, choose_phone, plain


@dataclass(frozen=True, slots=True)
class Product:
    """`low` and `high` bound the unit price."""

    name: str
    unit: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    trade: str
    slogan: str
    address: Address
    phone: str
    email: str
    website: str
    vat_id: str | None
    iban: str | None
    bic: str | None
    bank: str
    register: str
    products: tuple[Product, ...]


def _products(text: str) -> tuple[Product, ...]:
    rows = (row.split("|") for row in text.strip().splitlines())
    return tuple(Product(name, unit, float(low), float(high)) for name, unit, low, high in rows)


TRADES = {
    "en": {
        "Office Supplies|Stationers|Business Products": _products("""Copier paper A4 80 g, white|box|18|32
Lever arch file 70 mm, black|pcs|2|5
Toner cartridge TX-410, black|pcs|58|119
Ballpoint pens, blue, box of 50|box|9|18
Desk organiser, mesh|pcs|8|19
Whiteboard 120 x 90 cm|pcs|49|95
Envelopes C5 window, 500|box|21|36
Heavy duty stapler|pcs|22|41"""),
        "Joinery|Builders Merchants|Timber": _products("""Planed softwood 47 x 100 mm, 3.0 m|pcs|9|17
Oak worktop 3000 x 620 x 40|pcs|180|330
Door lining set 132 mm|set|34|62
MDF board 18 mm, 2440 x 1220|pcs|29|45
Decking screws 4.5 x 70, tub|tub|24|38
Site delivery, tail lift|trip|35|70
Skirting torus 119 mm|m|3|7
Labour, bench joiner|hr|32|55"""),
        "Catering|Fine Foods|Provisions": _products("""Olive oil extra virgin 5 l|can|28|46
Arabica coffee beans 1 kg|bag|13|24
Working lunch, per head|pers|12|22
Free range eggs, tray of 30|tray|6|11
Chopped tomatoes 2.5 kg|tin|4|8
Basmati rice 20 kg|sack|26|41
Table hire, round 6 ft|pcs|7|14
Mature cheddar block 5 kg|pcs|29|44"""),
        "Systems|IT Services|Networks": _products("""Managed firewall, monthly|mth|89|240
On-site engineer, standard hours|hr|75|130
Network switch 24 port PoE|pcs|210|480
Cloud backup 2 TB|mth|32|79
Laptop 14 in, 16 GB, 512 GB|pcs|740|1290
Docking station USB-C|pcs|95|189
Cat6 patch lead 3 m|pcs|3|8
Software licence, annual|seat|96|340"""),
        "Medical Supplies|Dental Supplies|Laboratories": _products("""Nitrile gloves M, box of 200|box|9|17
Autoclave pouches 90 x 230|box|7|15
Alginate impression powder 500 g|bag|6|12
Face masks type IIR, 50|box|4|10
Examination couch roll, 18|case|38|59
Composite syringe A2, 4 g|pcs|24|49
Surface disinfectant 5 l|can|17|33
Sharps container 7 l|pcs|3|7"""),
        "Print|Signs|Graphics": _products("""Business cards 450 gsm, 500|set|29|59
Roller banner 850 x 2000|pcs|64|110
Letterheads 120 gsm, 1000|set|78|140
Leaflets A5 double sided, 2500|set|88|160
Vehicle graphics, panel|pcs|95|260
Artwork and proofing|hr|38|65
Safety sign 300 x 400, rigid|pcs|9|18
NCR pads A5 triplicate|pad|6|13"""),
        "Cleaning Services|Facilities|Property Care": _products("""Office cleaning, weekly visit|visit|58|140
Carpet deep clean|m2|3|6
Window cleaning, external|visit|75|190
Hand towels interfold, case|case|19|33
Graffiti removal|job|120|280
Refuse sacks 90 l, 200|box|12|22
Floor polish and buff|m2|2|5
Key holding, quarterly|qtr|60|120"""),
        "Engineering|Tools|Fabrication": _products("""Bearing 6204-2RS|pcs|4|12
Hydraulic hose assembly 1/2 in|pcs|28|64
Stainless bracket, laser cut|pcs|11|29
Cutting fluid 20 l|drum|62|110
M12 hex bolt A2, box of 50|box|14|28
Machine service, half day|job|190|340
V-belt SPB 2000|pcs|13|27
Calibration certificate|pcs|35|80"""),
    },
    "de": {
        "Bürobedarf|Büroservice": _products("""Kopierpapier A4 80 g, weiß|Kt|19|34
Ordner 80 mm, schwarz|Stk|2|5
Tonerkartusche TX-410|Stk|62|118
Kugelschreiber blau, 50er|Pck|11|21
Versandtaschen C4, 250 Stück|Pck|23|39
Flipchart mobil|Stk|89|179
Schreibtischlampe LED|Stk|34|78
Lieferpauschale|psch|6|12"""),
        "Metallbau|Maschinenbau|Werkzeugtechnik": _products("""Kugellager 6204-2RS|Stk|5|14
Winkelprofil S235 50x50x5|m|7|13
Schweißarbeiten, Facharbeiter|Std|58|84
Geländer verzinkt, Maß|m|95|190
Gewindestange M12, 1 m|Stk|3|7
Wartung Pressenlinie|psch|240|520
Edelstahlblech 2 mm|Stk|48|92
Anfahrt Monteur|psch|39|65"""),
        "Elektrotechnik|Elektro": _products("""Leitung NYM-J 3x1,5 mm²|m|1|3
Steckdose reinweiß|Stk|6|12
Elektroinstallateur|Std|54|72
LED-Panel 62x62|Stk|38|79
FI-Schutzschalter 40 A|Stk|32|58
Verteilerkasten 3-reihig|Stk|64|115
E-Check nach DGUV V3|Stk|4|9
Kleinmaterial|psch|15|45"""),
        "Gartenbau|Landschaftsbau": _products("""Rollrasen, verlegt|m²|9|16
Hecke schneiden|Std|42|58
Mutterboden|m³|28|46
Pflasterarbeiten|m²|68|110
Entsorgung Grünschnitt|psch|45|120
Hainbuche 125/150|Stk|8|17
Splitt 2/5 mm|t|27|44
Bewässerung Grundset|Stk|89|210"""),
        "Softwarehaus|Systemhaus": _products("""Beratung vor Ort|Std|95|140
Servermiete, monatlich|Mon|59|240
Lizenz Warenwirtschaft|Stk|180|690
Datensicherung 1 TB|Mon|29|65
Notebook 14 Zoll|Stk|780|1250
Fernwartung|Std|79|110
Schulung halbtags|Stk|390|650
Netzwerkdose Cat.7|Stk|24|48"""),
    },
    "fr": {
        "Fournitures|Papeterie": _products("""Ramette papier A4 80 g|carton|18|31
Classeur à levier, noir|pce|3|6
Cartouche toner TX-410|pce|62|115
Stylos bille bleus, boîte de 50|boîte|10|19
Enveloppes C5, 500|boîte|22|38
Lampe de bureau LED|pce|32|76
Tableau blanc 120 x 90|pce|52|99
Participation transport|fft|8|15"""),
        "Boulangerie|Traiteur|Saveurs": _products("""Plateau déjeuner|pce|14|24
Viennoiseries assorties, 24|plateau|22|36
Café en grains 1 kg|sac|14|25
Location de vaisselle|fft|45|120
Quiche lorraine, 8 parts|pce|16|26
Service en salle|h|28|42
Fromages affinés|kg|24|39
Huile d'olive 5 l|bidon|31|49"""),
        "Menuiserie|Bâtiment|Ateliers": _products("""Fenêtre PVC 2 vantaux|pce|290|520
Pose et ajustement|h|42|58
Plan de travail chêne|pce|190|340
Porte intérieure, bloc|pce|149|260
Panneau MDF 18 mm|pce|31|47
Évacuation des gravats|fft|90|180
Plinthe sapin 10 mm|m|2|5
Vis inox 5 x 60, boîte|boîte|14|27"""),
        "Informatique|Systèmes": _products("""Maintenance sur site|h|68|105
Hébergement mensuel|mois|29|120
Licence logiciel annuelle|poste|95|320
Ordinateur portable 14 pouces|pce|720|1190
Sauvegarde en ligne 1 To|mois|25|58
Formation demi-journée|pce|350|620
Commutateur 24 ports|pce|210|440
Câble réseau 3 m|pce|3|8"""),
    },
}  # fmt: skip
STEMS = {
    "en": "Brightwater,Calder Vale,Northfield,Harrow & Pike,Silver Birch,Kestrel,Old Quay,Tamarind,Redstone,Linden Park,Fairmont Bay,Bluebell,Westmarch,"
    "Copper Kettle,Ironbridge Hill,Meridian Point,Larkspur,Granite State,Twin Rivers,Hollow Oak,Sandpiper,Ember & Ash".split(","),
    "de": "Brandhoff,Lindenau,Wetterstein,Kranichberg,Oberdieck & Sohn,Nordhusen,Falkensee,Heidekraut,Rotdorn,Silbertal,Weserblick,Eichgrund,Gebr. Pohlmann".split(","),
    "fr": "Montclair,Vauquelin,Beaurivage,Les Trois Chênes,Valmont,du Vieux Port,Sainte-Claire,Hautefeuille,Roc Blanc,Perrault Frères,des Tilleuls".split(","),
    "my": "Sri Melati,Hup Soon Leong,Kenari Jaya,Tung Fatt,Mutiara Timur,Seng Heng Lee,Bunga Mas,Perkasa Niaga,Golden Hornbill".split(","),
}  # fmt: skip
LEGAL_FORMS = {
    "us": ("Inc.", "LLC", "Corp.", "Co."),
    "uk": ("Ltd", "Limited", "LLP", "Ltd"),
    "de": ("GmbH", "GmbH & Co. KG", "AG", "e.K."),
    "fr": ("SARL", "SAS", "SA", "EURL"),
    "my": ("SDN BHD", "SDN. BHD.", "ENTERPRISE", "TRADING"),
}
SLOGANS = {
    "en": ("Since 1974", "Quality you can rely on", "Trade and retail", "Your partner in the region", "Supplying professionals"),
    "de": ("Seit 1968", "Qualität aus Tradition", "Meisterbetrieb", "Ihr Partner in der Region"),
    "fr": ("Depuis 1971", "Votre partenaire de confiance", "Artisan de qualité", "Au service des professionnels"),
}
BANKS = {
    "us": ("First Prairie National Bank", "Harbor Trust Bank", "Alder Valley Credit Union"),
    "uk": ("Calder & District Bank", "Northgate Bank plc", "Wessex Mutual Bank"),
    "de": ("Kreiskasse Altenrode", "Volksbank Ringenbach eG", "Hanseatische Handelsbank AG"),
    "fr": ("Banque du Val d'Or", "Crédit Populaire de l'Ouest", "Caisse Régionale des Tilleuls"),
    "my": ("Bank Seri Niaga",),
}


def language_of(region: str) -> str:
    return region if region in ("de", "fr") else "en"


def choose_company(rng: Random, region: str) -> Company:
    language = language_of(region)
    trades = rng.choice(sorted(TRADES[language]))
    trade = rng.choice(trades.split("|"))
    stem = rng.choice(STEMS["my" if region == "my" else language])
    form = rng.choice(LEGAL_FORMS[region])
    name = f"{stem} {trade} {form}" if language != "fr" else f"{trade} {stem} {form}"
    if region == "my":
        name = f"{stem} {trade.split()[0]} {form}".upper()
    host = plain(stem.replace(" ", "").replace("&", "-")) + ".example"
    iban = choose_iban(rng, region)
    return Company(
        name=name,
        trade=trade,
        slogan=rng.choice(SLOGANS[language]),
        address=choose_address(rng, region),
        phone=choose_phone(rng, region),
        email=f"{rng.choice(('office', 'accounts', 'info', 'sales'))}@{host}",
        website=f"www.{host}",
        vat_id=choose_vat_id(rng, region),
        iban=iban,
        bic=choose_bic(rng, region) if iban else None,
        bank=rng.choice(BANKS[region]),
        register=_register(rng, region),
        products=TRADES[language][trades],
    )


def _register(rng: Random, region: str) -> str:
    forms = {
        "us": f"EIN {digits(rng, 2)}-{digits(rng, 7)}",
        "uk": f"Registered in England No. 0{digits(rng, 7)}",
        "de": f"Amtsgericht {rng.choice(('Altenrode', 'Ringenbach', 'Kranichfeld'))} HRB {digits(rng, 5)}",
        "fr": f"RCS {rng.choice(('Castelmoron', 'Bassecourt'))} {digits(rng, 3)} {digits(rng, 3)} {digits(rng, 3)}",
        "my": f"({digits(rng, 6)}-{rng.choice('ADHKMTVX')})",
    }
    return forms[region]
