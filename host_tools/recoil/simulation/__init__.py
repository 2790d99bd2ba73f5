"""A runner, a clip and what the two do together, without hardware."""
