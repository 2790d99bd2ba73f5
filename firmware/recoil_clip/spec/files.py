"""Where things lie on the clip."""

SETTINGS = "/settings.json"
HISTORY = "/coach.json"  # what the coach remembers of who has no id
RUNNERS = "/runners"  # a folder: what it remembers of those who have one
FAULTS = "/faults.json"
FAILED = "/failed"  # how often in a row the app ended by an error, and which; main.py starts the other copy for it
CODE = "/code"  # in the folder of each copy of the app
SCREEN_PLAN = "/screen.json"
CORE_PLAN = "/core.json"
SESSIONS = "/sessions"  # a folder of folders
LAST_SESSION = "last"  # in it: the highest number given so far
DOWNLOADED = "downloaded"  # in a session's folder: a computer has a copy
SEGMENT_ENDING = ".seg"
GONE_ENDING = ".gone"  # of a session's folder that is being removed
