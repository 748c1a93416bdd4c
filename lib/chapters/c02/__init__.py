"""Chapter 02: the spin glass, and a network taken apart path by path.

``glass`` is physics alone and asks for no torch; ``paths`` has the networks, and ``evidence`` all
that the ledger asks.
"""
