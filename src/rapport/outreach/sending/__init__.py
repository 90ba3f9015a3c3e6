"""Sending what waits in the outbox (CAM-7, REC-7).

A message is claimed in a transaction that the gate has a say in (`claiming`), handed over outside of any (`lane`),
and settled in another one (`settling`). Killed at any place, it is taken up again once its hold runs out: sent
again only where that cannot double. Each account has a lane of its own, so that a slow provider holds up no other;
several workers on several machines share the messages of an account, and keep its pace together (`pacing`).
"""
