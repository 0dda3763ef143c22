"""One kind of value a file: finding it among words and reading what a person typed."""
