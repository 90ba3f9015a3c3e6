"""Two records become one, and two again (REC-10).

`choosing` and `strictness` decide purely; `folding` moves whatever refers to the record that goes; `journal` keeps
every row that was written; `actions` does it in one transaction, and takes it back.
"""
