"""The enclosure as code. `dimensions`, `layout` and `arm` are plain numbers; all other files need build123d."""
