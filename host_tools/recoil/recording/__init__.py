"""A raw recording: read, judged, replayed through the clip's own code."""
