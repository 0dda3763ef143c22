"""Pixels become words; one engine a file."""
