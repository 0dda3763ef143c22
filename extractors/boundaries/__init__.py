"""Where in a file another document begins; what speaks for it, and how much."""
