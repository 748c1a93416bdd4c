"""The street from chapters to site: stage, execute, gather, render."""
