"""Pictures of the clip, drawn from the solids by a small renderer of our own: no screen, no graphics card."""
