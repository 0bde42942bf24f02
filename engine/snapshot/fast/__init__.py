"""The fast lane of reading: contracts in the usual form, typed while they are parsed.

It takes a contract only if the careful reader would take it as it is, without a word. Everything else goes to
that reader, which alone tells what is wrong: see `lane`.
"""
