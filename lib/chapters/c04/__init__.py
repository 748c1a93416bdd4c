"""Chapter 4: does the landscape of deeper networks become smoother, do their minima broaden?

``surface`` measures around one network, ``experiment`` trains networks of several depths, and
``evidence`` asks of them what the ledger asks.
"""
