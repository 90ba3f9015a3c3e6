"""Sending what waits in the outbox (CAM-7, REC-7).

Many messages are claimed at once, in a transaction that the gate has a say in (`claiming`). A few at a time leave
for the provider: that is written down before (`handing`), they are carried outside of any transaction (`lane`),
and what became of them is written down with the next that leave (`settling`). Killed at any place, a worker leaves
a doubt about those few alone; once its hold runs out another takes up what it had (`taking_up`): what never left
goes through the gate anew, what may have left is sent again only where that cannot double. Each account has a lane
of its own, so that a slow provider holds up no other; several workers on several machines share the messages of an
account, and keep its pace together (`pacing`).
"""
