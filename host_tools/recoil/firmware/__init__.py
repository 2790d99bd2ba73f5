"""The clip's firmware as files: which ones there are, and what they are once compiled for a board."""
