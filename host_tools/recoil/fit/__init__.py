"""FIT activity files: written from a session, or a session's dynamics put into a watch's own file."""
