"""What others may listen to."""

from django.dispatch import Signal

moved = Signal()
"""Sent inside the transaction of a registration or a move, with `case`, `event` (its line in the history), `by`, and `values`: what the
move was given. What a listener writes is there together with the move, or not at all."""
