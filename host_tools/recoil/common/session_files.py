"""What lies in a session's folder beside its segments, by name; the session and the library both go by it."""

REMEASURED = "remeasured.log"
