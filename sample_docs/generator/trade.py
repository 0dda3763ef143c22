"""Goods in quantities at prices, with sums that add up to the cent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from sample_docs.generator.companies import Product

CENT = Decimal("0.01")


def cents(value: Decimal | float) -> Decimal:
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    name: str
    unit: str
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines before tax; `tax_rate` in percent, '0' where there is none."""

    lines: tuple[Line, ...]
    tax_rate: str

    @property
    def net(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return cents(self.net * Decimal(self.tax_rate) / 100)

    @property
    def grand(self) -> Decimal:
        return self.net + self.tax


def choose_basket(rng: Random, products: tuple[Product, ...], count: int, tax_rate: str) -> Basket:
    """More lines than products means repeated deliveries of the same goods."""
    chosen = rng.sample(products, min(count, len(products)))
    chosen += rng.choices(products, k=count - len(chosen))
    return Basket(tuple(_choose_line(rng, product) for product in chosen), tax_rate)


def _choose_line(rng: Random, product: Product) -> Line:
    price = cents(round(rng.uniform(product.low, product.high) * 20) / 20)
    quantity = rng.randint(1, 3) if product.high > 100 else rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24))
    code = rng.choice(("{:05d}", "A{:04d}", "{:03d}-20")).format(rng.randint(100, 9999) % 1000 + 100)
    return Line(code, product.name, product.unit, quantity, price)
