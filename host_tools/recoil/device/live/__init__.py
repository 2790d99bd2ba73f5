"""What a clip does, live: its messages as figures, as a screen, as lines, as a recording."""
