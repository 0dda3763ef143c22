"""Judges the candidates of all techniques: which value of a field is the right one."""
