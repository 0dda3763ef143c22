"""Custody, and the life of a case with its entry."""
