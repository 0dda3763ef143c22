"""Proposes the issuer's name and address from the head of the first page, and the addressee from a block that ends in a postcode."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from extractors.fields.evidence import candidate
from extractors.fields.labels import LabelFinder, label_finder
from extractors.fields.lines import Layout, Line, Segment, blocks_of, layout_of
from extractors.values.dates import NUMERIC
from extractors.values.found import Found
from extractors.values.months import fold
from extractors.values.names import LEGAL_FORM, clean
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.extraction import Candidate
from models.page import Reading, enclosing

HEAD_LINES = 16
MAX_ADDRESS_LINES = 6
TRADE = re.compile(
    r"\b(?:trading|enterprise|restauran\w*|mart|market|hardware|stationery|station|store|shop|cafe|kitchen|bakery|pharmacy|book\w*|motor|foods?"
    r"|hotel|bank|services?|industries|marketing|supermarket|supplies|electrical|auto|house)\b",
    re.IGNORECASE,
)
STOP = re.compile(
    r"\b(?:tel|fax|phone|mobile|telephone|telefon|hp|h/p|gst|e-?mail|www|http\S*|invoice|receipt|bill|date|cashier|table"
    r"|roc(?= ?(?:no|[:.(]|\d))|co[mn]pany no"
    r"|co\.? ?no|ust|vat|tva|reg|siret|order|rechnung|facture"
    r"|datum|website|counter|served|welcome|customer|member|document|owned by|id ?no)\b"
    r"|@|\d{9}|\d[\d-]* ?- ?\d{6}|\d\.\d{2}(?!\d)",
    re.IGNORECASE,
)
ADDRESS_WORD = re.compile(
    r"\b(?:jalan|jln|lot|no|street|st|road|rd|avenue|ave|lane|taman|tmn|kampung|lorong|persiaran|bandar|floor|ground|level|suite|unit|block|batu|place|boulevard|drive|court|parkway|quai|impasse|cours|square"
    r"|seksyen|section|plaza|mall|kawasan|rue|chemin|platz|weg|allee|box)\b|str(?:asse|aße|\.)",
    re.IGNORECASE,
)
HOUSE_NUMBER = re.compile(r"^\d{1,5}[a-zA-Z]?,? +[^\W\d]{2,}")
HOUSE_NUMBER_BEHIND = re.compile(r"^(?:[^\W\d][\w.-]* ){1,3}\d{1,4} ?[a-z]?$")
POSTCODE = re.compile(r"(?<![\d-])\d{5}(?![\d-])|\b\d{4} ?[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]\d[A-Z] \d[A-Z]\d\b")
REGISTRATION = re.compile(
    r"[\[({|]?\s*(?:co\.?\s*reg\.?[^\w]*|reg\.?\s*no\.?|company no\.?|roc\.?)?\s*[:.]?\s*\(?\s*"
    r"\w{0,3}\d{5,}[\s-]*[A-Z0-9]{0,2}\s*[\])}|]?\W*$",
    re.IGNORECASE,
)
TITLES = frozenset(
    {
        *(
            "invoice",
            "taxinvoice",
            "receipt",
            "cashreceipt",
            "officialreceipt",
            "invoicereceipt",
            "simplifiedtaxinvoice",
            "bill",
            "cashbill",
        ),
        *("rechnung", "rechnunglieferschein", "lieferant", "kaufer", "kopie", "original", "facture", "copy", "duplicate", "statement"),
        *("seite", "page", "quotation", "deliveryorder", "bankstatement", "accountstatement", "kontoauszug", "relevedecompte"),
        *("purchaseorder", "officialorder", "order", "bestellung", "auftrag", "bondecommande", "commande"),
        *("remittanceadvice", "paymentadvice", "zahlungsavis", "avisdepaiement", "avisdevirement"),
    }
)
# The form of most Malaysian companies, in the spellings OCR makes of it.
MISREAD_LEGAL_FORM = re.compile(r"\bS[DO0][NH]\.? ?(?!B[HN]D\b)(?:[BE8][A-Z1]{1,3}[DO]|BHI)\b\.?", re.IGNORECASE)
MISREAD_SHORT_FORM = re.compile(r"(?<= )[S5]/[B8]$")
MISREAD_POSTCODE = re.compile(r"\b(?=[\dOoIl]{5}\b)(?=\w*\d\w*\d\w*\d)\w*[OoIl]\w*\b")
DIGITS_FOR = str.maketrans("OoIl", "0011")
COUNTRY_AT_END = re.compile(
    r"\b(?:malaysia|singapore|deutschland|germany|france|england|united kingdom|usa|united states)\W*$", re.IGNORECASE
)
SENDER_SEPARATOR = re.compile(r"\s+[-\u2013\u2014|•·*]\s+|\s*[•·|]\s*|,\s+(?=\S+[^,]*\d)")
QUOTES = "\"'`_ \u201c\u201d\u2018\u2019"
MIN_NAME_LETTERS = 4
DIGITS_OF_A_TELEPHONE = 7
MAX_NAME_WORDS = 8
FOOT = 0.8
WEAK_WORD_CONFIDENCE = 0.5


class LetterheadTechnique:
    """The organisation and the address at the top of a receipt, an invoice or a statement."""

    name = "letterhead.v1"

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        head = [line for line in layout_of(reading).lines if line.page == 1][:HEAD_LINES]
        finder = label_finder(doc_type)
        for spec in doc_type.fields:
            if spec.kind is ValueKind.ORGANISATION:
                yield from _names(spec, head, finder, self.name)
            if spec.kind is ValueKind.ADDRESS:
                yield from _addresses(spec, head, self.name)


class FooterTechnique:
    """A name with its legal form in the small print at the foot of a page."""

    name = "footer.v1"

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        foot = [line for line in layout_of(reading).lines if line.box.y0 > FOOT]
        specs = [spec for spec in doc_type.fields if spec.kind is ValueKind.ORGANISATION]
        for segment in (segment for line in foot for segment in line.segments):
            text = name_text(segment)
            if LEGAL_FORM.search(text) and len(text.split()) <= MAX_NAME_WORDS and _may_be_name(segment):
                yield from (_as_candidate(spec, [segment], text, self.name, 0.5) for spec in specs)


class AddresseeTechnique:
    """The first line of a block that ends in a postcode and a town, as behind the window of an envelope."""

    name = "addressee.v1"

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        specs = [spec for spec in doc_type.fields if spec.kind in (ValueKind.ORGANISATION, ValueKind.PERSON)]
        score = 0.5
        finder = label_finder(doc_type)
        for block in _address_blocks(layout_of(reading)):
            first = next((one for one in block[:2] if _may_be_name(one) and not finder.is_caption(one) and not _is_street(one.text)), None)
            if first is not None and "," not in first.text:
                yield from (_as_candidate(spec, [first], clean(first.text), self.name, score) for spec in specs)
                score *= 0.8


def _names(spec: FieldSpec, head: Sequence[Line], finder: LabelFinder, technique: str) -> Iterator[Candidate]:
    score = 0.55
    for index, line in enumerate(head):
        if index and (_is_address_like(line.text) or _is_street(line.text)):
            score *= 0.8  # names stand before the address
        for segment in _halves(line):
            if not _may_be_name(segment) or finder.is_caption(segment) or _is_street(name_text(segment)):
                continue
            text, parts = name_text(segment), [segment]
            following = head[index + 1] if index + 1 < len(head) else None
            if following and not LEGAL_FORM.search(text) and _is_legal_form_only(following.text):
                text, parts = f"{text} {clean(following.text)}", [segment, *following.segments]
            bonus = 0.25 if LEGAL_FORM.search(text) else 0.12 if TRADE.search(text) else 0.0
            yield _as_candidate(spec, parts, text, technique, min(0.9, score + bonus) * _legibility(segment))
            score *= 0.8


def _halves(line: Line) -> Iterator[Segment]:
    """A line's segments; a name of a receipt is often set so wide that its words part, so neighbours in the middle stay together."""
    if len(line.segments) > 1 and not any(map(str.islower, line.text)) and not any(map(str.isdigit, line.text)):
        yield Segment(line.page, line.words, line.box)
    else:
        yield from line.segments


def _may_be_name(segment: Segment) -> bool:
    text = name_text(segment)
    letters = sum(map(str.isalpha, text))
    folded = "".join(filter(str.isalnum, fold(text)))
    unfit = STOP.search(text) or POSTCODE.search(text) or NUMERIC.search(text) or folded in TITLES or ":" in text or text.islower()
    in_address = ADDRESS_WORD.search(text) and not LEGAL_FORM.search(text) and not TRADE.search(text)
    return (
        letters >= MIN_NAME_LETTERS
        and letters > 0.6 * sum(mark not in " .()" for mark in text)
        and not unfit
        and not in_address
        and not _is_address_like(text)
    )


def name_text(segment: Segment) -> str:
    """The name without a registration number behind it and, on a sender's line, without the address."""
    return _name_in(segment.text)


@lru_cache(maxsize=4096)
def _name_in(line: str) -> str:
    first = SENDER_SEPARATOR.split(line)[0]
    without = REGISTRATION.sub("", first)
    text = clean(without if any(map(str.isalpha, without)) else first).strip(QUOTES).replace("{", "(").replace("}", ")")
    text = MISREAD_SHORT_FORM.sub("S/B", MISREAD_LEGAL_FORM.sub("SDN BHD", text)).replace(
        "\u00a5", "Y"
    )  # no name holds the sign of the yen
    return text.strip("()") if text.count("(") != text.count(")") else text


def _is_legal_form_only(text: str) -> bool:
    bare = REGISTRATION.sub("", text)
    return bool(LEGAL_FORM.search(bare)) and len(LEGAL_FORM.sub("", bare).strip(" .,()MmKkLl")) <= 2  # noqa: PLR2004 - stray marks


def _legibility(segment: Segment) -> float:
    """Lower where the reader itself was unsure of most letters."""
    sure = [word.confidence for word in segment.words if word.confidence is not None]
    mean = sum(sure) / len(sure) if sure else 1.0
    return 1.0 if mean >= WEAK_WORD_CONFIDENCE else 0.5 + mean


def _addresses(spec: FieldSpec, head: Sequence[Line], technique: str) -> Iterator[Candidate]:
    start = next(
        (index for index, line in enumerate(head) if index and _is_address_like(line.text) and not _is_in_brackets(line.text)), None
    )
    if start is None:
        return
    if start > 1 and _is_street(head[start - 1].text):
        start -= 1
    lines = [head[start]]
    for line in head[start + 1 : start + MAX_ADDRESS_LINES]:
        if (
            STOP.search(line.text)
            or NUMERIC.search(line.text)
            or _is_title(line.text)
            or _is_number_row(line.text)
            or not _is_legible(line)
        ):
            break
        lines.append(line)
        if (POSTCODE.search(line.text) and line.text.rstrip().endswith(".")) or COUNTRY_AT_END.search(line.text):
            break
    text = " ".join(clean_line(line) for line in lines).strip(" ,")
    score = 0.35 + 0.2 * bool(POSTCODE.search(text)) + 0.1 * (text.count(",") > 1) + 0.1 * (len(lines) > 1)
    segments = [segment for line in lines for segment in line.segments]
    yield _as_candidate(spec, segments, text, technique, score * min(_legibility(segment) for segment in segments))


def clean_line(line: Line | Segment) -> str:
    """An address line keeps its comma; marks that are no print at its ends go."""
    return _clean_text(" ".join([word.text for word in line.words]))


@lru_cache(maxsize=4096)
def _clean_text(text: str) -> str:
    trimmed = re.sub(r" ,(?= |$)", ",", re.sub(r"^[^\w(]+|[^\w).,]+$", "", text))
    return MISREAD_POSTCODE.sub(lambda code: code[0].translate(DIGITS_FOR), trimmed)


def _is_address_like(text: str) -> bool:
    if STOP.search(text):
        return False
    signs = bool(ADDRESS_WORD.search(text)) + bool(POSTCODE.search(text)) + bool(re.search(r"\d", text)) + ("," in text)
    return signs >= 2 and sum(map(str.isalpha, text)) >= MIN_NAME_LETTERS  # noqa: PLR2004 - one sign alone is common in names


def _is_street(text: str) -> bool:
    """A house number before or behind one to three words, as streets are written whose words say nothing of it."""
    return bool(HOUSE_NUMBER.search(text) or HOUSE_NUMBER_BEHIND.search(text)) and not STOP.search(text) and not LEGAL_FORM.search(text)


def _is_in_brackets(text: str) -> bool:
    """A branch or a registration number under the name; no address is set in brackets."""
    return text.strip().startswith("(") and text.strip().endswith(")")


def _is_number_row(text: str) -> bool:
    """Whether a line announces a number long enough for a telephone, whatever OCR made of its label."""
    return ":" in text and sum(map(str.isdigit, text)) >= DIGITS_OF_A_TELEPHONE


def _is_title(text: str) -> bool:
    return "".join(filter(str.isalpha, fold(text))) in TITLES


def _is_legible(line: Line) -> bool:
    text = line.text
    return sum(map(str.isalnum, text)) >= max(3, 0.6 * len(text.replace(" ", "")))


def _address_blocks(layout: Layout) -> Iterator[tuple[Segment, ...]]:
    head = [line for line in layout.lines if line.page == 1 and line.box.y0 < 0.5]  # noqa: PLR2004 - upper half
    for block in blocks_of(head):
        start = 0
        for index, segment in enumerate(block):
            if POSTCODE.search(segment.text):  # a sender's line over the address ends in a postcode of its own
                if index - start >= 2:  # noqa: PLR2004 - name, street, town
                    yield block[start : index + 1]
                start = index + 1


def _as_candidate(spec: FieldSpec, segments: Sequence[Segment], text: str, technique: str, score: float) -> Candidate:
    words = tuple(word for segment in segments for word in segment.words)
    whole = Segment(segments[0].page, words, enclosing(word.box for word in words))
    return candidate(spec, Found(text, 0, len(words)), whole, technique, score)
