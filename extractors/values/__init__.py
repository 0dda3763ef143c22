"""Typed values: found in text, normalised, verified; one kind a file."""
