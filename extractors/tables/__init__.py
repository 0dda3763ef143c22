"""Tables: rows and columns of what stands on a page, and the things bought among them."""
