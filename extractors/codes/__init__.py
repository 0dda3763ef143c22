"""Barcodes, matrix codes and patch codes."""
