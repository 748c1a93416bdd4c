"""Chapter 8: is a trained network glassy? Four protocols of Liao and others (2024), with controls.

``walks`` asks how fast a loss is forgotten on a sphere, ``ways`` what lies between two networks,
``trees`` whether solutions form a hierarchy, ``flat`` whether flat solutions err less, and
``evidence`` gathers what the ledger asks.
"""
