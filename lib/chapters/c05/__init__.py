"""Chapter 05: ``network``, the Linnerud network's surface; ``glass``, slices; ``evidence``."""
