"""The clip's application: from the chips to steps, cues and a session log. `launch.main` is the door."""
