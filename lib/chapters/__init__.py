"""What one chapter alone needs, a module a chapter: compositions of what the other rooms hold."""
