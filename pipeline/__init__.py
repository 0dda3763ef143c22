"""The verbs of the journey, one a file, and the ports they need."""
