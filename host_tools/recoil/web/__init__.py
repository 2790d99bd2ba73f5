"""The desk: a page in the browser in which a coach or physiotherapist works, served on this computer only.

`server` runs it, `app` has its pages, `security` decides who may see them, `clips` does the work at the cable.
"""
