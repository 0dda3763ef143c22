"""How approved versions leave."""
