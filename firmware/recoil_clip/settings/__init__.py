"""The settings file: one JSON file of plain fields, each typed, bounded, defaulted and explained in `schema.SCHEMA`.

`settings.load` never fails: what is wrong falls back to its default and is said in a sentence. `settings.save` is
atomic.
"""
