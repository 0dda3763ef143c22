"""Makes the text the type classifier learns from: grammars as YAML, one file a family of documents."""
