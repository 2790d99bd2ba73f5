"""How a session's folder is named, and what lies in it beside its segments; the session and the library go by both."""

import re

SESSION_NAME = re.compile(r"\d{5,10}(-\d{8}T\d{6}Z)?")
"""As a clip names it: a number and, if its clock was set, when it began."""
STAMP = "%Y%m%dT%H%M%SZ"
"""How the name says when that was, in UTC."""
REMEASURED = "remeasured.log"
