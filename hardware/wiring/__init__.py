"""Wiring tables and diagrams, from `wiring.toml`."""
