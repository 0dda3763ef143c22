"""Who may do what: people, their sign-ins, and what takes two of them."""
