"""Decides whether printed words announce a value instead of being one, also on forms whose labels no type declares."""

from collections.abc import Collection, Iterable

MAX_CAPTION_WORDS = 7
SHORTEST_RUN_TOGETHER = 4
_WORDS = {
    "whose and which": """
        our your his her the of for and or to in with at by on as from this other each
    """,
    "numbers and references": """
        no number numbers nr num # id ref reference code form file case document report serial account order invoice advice
        remittance policy claim quote contract registration vat tax ssn
    """,
    "people and where they are": """
        name names full first last middle maiden initials title address addresses home postal mailing street city state town zip
        postcode county country province region phone telephone tel mobile cell fax email mail contact website nationality
        citizenship gender sex marital status occupation employer employee employed profession job position department
        beneficiary relationship spouse signature signed applicant claimant insured customer client supplier vendor buyer seller
        payer payee ship
    """,
    "when and how much": """
        date day month months year years time birth dob hire issue issued due delivery deliver effective enrollment start end
        expiry required requested expected amount total subtotal balance price unit rate quantity qty monthly annual weekly
        income salary payment terms currency percent rent mortgage loss incident description details item purpose type method
        mode study page grade score average test graduation school police
    """,
    "German": """
        unser unsere ihr ihre nummer zeichen kunde kunden kundennummer bestellnummer rechnungsnummer datum belegdatum
        lieferdatum bestelldatum anschrift adresse telefon telefax strasse ort plz geburtsdatum vorname nachname unterschrift
        betrag menge preis artikel bezeichnung referenz debitor auftrag
    """,
    "French": """
        notre votre nos vos n numero de du la le des d l a commande avis facture nom prenom prenoms ville pays courriel
        livraison naissance montant quantite prix designation davis lattention demission echeance virement paiement emise emis
        livre
    """,
}
CAPTION_WORDS = frozenset(word for words in _WORDS.values() for word in words.split())


def reads_like_caption(tokens: Iterable[str], known: Collection[str]) -> bool:
    """Whether folded words are all words of labels: those every form uses, and the `known` ones of its own type."""
    words = list(tokens)
    return 0 < len(words) <= MAX_CAPTION_WORDS and all(_is_caption_word(word, known) for word in words)


def _is_caption_word(word: str, known: Collection[str]) -> bool:
    """A word of labels, or two that OCR ran together."""
    if word in CAPTION_WORDS or word in known:
        return True
    cuts = range(SHORTEST_RUN_TOGETHER, len(word) - SHORTEST_RUN_TOGETHER + 1)
    return any(word[:cut] in CAPTION_WORDS and word[cut:] in CAPTION_WORDS for cut in cuts)
