"""Pages, style and build of the book. It renders what the chapters computed; it computes none."""
