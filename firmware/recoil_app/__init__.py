"""The clip's application: from the chips to steps, cues and a session log. `app.main` is the door."""
