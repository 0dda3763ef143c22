"""Tables of what is known: sellers, orders, customers; how entries are compared with them."""
