"""The library: a folder of session files, what people say about them, and an index that can be thrown away.

Files are the truth: `CLIP/SESSION/*.seg` as `recoil download` writes them and `about.json` beside them. The index, an
SQLite file in the user's cache folder, holds what was computed from them, and is built again whenever it is not there.
Nothing here imports numpy before a session has to be read.
"""
