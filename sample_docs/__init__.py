"""Documents to try the product on, and the generator that draws them; not part of the wheel."""
