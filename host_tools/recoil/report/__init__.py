"""Pages for people: one self-contained HTML file each, that opens offline, prints and can be sent.

`page.Page` is the shell, `chart.chart` a chart in it, `markup.tag` any other element; `session_page` is the report of
a session.
"""
