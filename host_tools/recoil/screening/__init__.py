"""Screens and core work on this side of the cable: plans for the clip, what came of them, pages about them."""
