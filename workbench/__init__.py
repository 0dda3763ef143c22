"""Pages and API for the people who check."""
