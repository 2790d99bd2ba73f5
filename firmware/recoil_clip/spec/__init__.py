"""The facts that clip and computer share: numbers on the flash and at the port, names of files. No code.

A number that was ever given out keeps its meaning. The computer has the words for them (`recoil.session.vocabulary`).
What `recoil flash` puts on a clip has the numbers written into the modules that use them, so they take no memory there.
"""
