"""Chapter 07: what Equation 5 counts, where counts turn with depth, minima and ends of networks.

``counts`` has the formulas, ``landscapes`` tiny networks whose minima are all found, ``ends``
networks trained at one size and several depths, ``evidence`` what the ledger asks of them.
"""
