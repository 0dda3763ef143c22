"""Techniques, one a file, each behind one small Protocol."""
