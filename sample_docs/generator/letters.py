"""Papers that belong to none of the known types: a letter to tenants and the menu of a café."""

from random import Random

from sample_docs.generator.companies import choose_company
from sample_docs.generator.document import UNKNOWN, GeneratedDocument, Labels
from sample_docs.generator.letterheads import draw_logo_left
from sample_docs.generator.ornaments import draw_signature
from sample_docs.generator.people import choose_person
from sample_docs.generator.regions import REGIONS, choose_day, choose_notation
from sample_docs.generator.sheet import Pen, Sheet
from sample_docs.generator.style import choose_style
from sample_docs.generator.trade import cents
from sample_docs.generator.wording import choose_words

PARAGRAPHS = (
    (
        "As you will have noticed, the lift in the rear staircase has been out of order since last Thursday. The manufacturer has now "
        "confirmed that the control unit has to be replaced. The work will take two days, and we expect the lift to be back in use "
        "before the end of the month."
    ),
    (
        "During this time we ask you to leave the ground floor corridor free of bicycles and prams, so that the fitters can move their "
        "equipment. If you need help with heavy shopping, please speak to the caretaker, who is in the building every morning."
    ),
    (
        "We would also like to remind you that the courtyard is not a parking space. Vehicles left there may be removed. Thank you for "
        "your patience and for keeping the building a pleasant place to live in."
    ),
)
DISHES = (
    ("Starters", ("Tomato soup with basil", "Warm goat's cheese salad", "Smoked trout, horseradish", "Bread, olives and oil")),
    ("Mains", ("Roast chicken, lemon and thyme", "Mushroom risotto", "Pan-fried sea bass, fennel", "Braised beef, root vegetables")),
    ("Desserts", ("Dark chocolate tart", "Lemon posset, shortbread", "Apple crumble and custard")),
)


def make_letter(rng: Random) -> GeneratedDocument:
    region = REGIONS["uk"]
    sheet, style, notation = Sheet(region.paper), choose_style(rng), choose_notation(rng, region)
    manager, tenant = choose_company(rng, "uk"), choose_person(rng, "uk")
    y = draw_logo_left(sheet, style, manager, choose_words(rng, "en"), rng) + 24
    y = sheet.lines(style.margin, y, (tenant.name, *tenant.address.lines), style.body.sized(10.5)) + 16
    sheet.text(sheet.width - style.margin, y, notation.day(choose_day(rng)), style.body.sized(10.5), "right")
    y = sheet.lines(style.margin, y + 24, ("Repair of the lift in the rear staircase",), style.body.bold().sized(11)) + 10
    y = sheet.lines(style.margin, y, (f"Dear {tenant.name},",), style.body.sized(10.5)) + 8
    for paragraph in PARAGRAPHS:
        y = sheet.paragraph(style.margin, y, sheet.width - 2 * style.margin, paragraph, style.body.sized(10.5)) + 10
    sheet.text(style.margin, y + 8, "Yours sincerely,", style.body.sized(10.5))
    draw_signature(sheet, style.margin + 6, y + 44, 120, rng)
    return Labels().document(UNKNOWN, "letter", sheet.finish(), 1)


def make_menu(rng: Random) -> GeneratedDocument:
    sheet, middle = Sheet((420, 595)), 210
    sheet.box(14, 14, 392, 567, 1.2, "#6b4f2a")
    sheet.text(middle, 66, "The Copper Kettle", Pen("Times", 28, is_bold=True, color="#6b4f2a"), "center")
    sheet.text(middle, 84, "lunch and dinner, Tuesday to Sunday", Pen("Times", 11, is_italic=True), "center")
    y = 122.0
    for title, dishes in DISHES:
        sheet.text(middle, y, title, Pen("Times", 15, is_bold=True), "center")
        y += 24
        for dish in dishes:
            sheet.text(60, y, dish, Pen("Times", 11.5))
            sheet.text(360, y, f"{cents(rng.randrange(4, 22)):.2f}", Pen("Times", 11.5), "right")
            y += 21
        y += 14
    sheet.text(middle, 560, "Please tell us about any allergies.", Pen("Times", 9, is_italic=True), "center")
    return Labels().document(UNKNOWN, "menu", sheet.finish(), 1)
