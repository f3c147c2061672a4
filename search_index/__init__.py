"""Swedish search: the language layer, the public browser index, and the staff's Haystack indexes."""
