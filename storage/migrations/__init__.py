"""How the tables came to be as they are, one file a step, each named by its number."""
