"""How long a charge lasts: a small model, its numbers with their sources in `consumers.toml`."""
