"""What Pelican runs: one lean generator (`released`) and the page families it writes, one per file."""
