"""A backup: one zip file that holds everything a clinic would miss, whatever database it was kept in.

    manifest.json            what this is, when it was taken, and count and SHA-256 of everything below
    tables/<app.model>.jsonl one row a line, in the order of the key, values in the order of the manifest's columns
    files/<path>             the files folder as it is

Nobody signed in, nothing waiting in the queue and nothing cached is in it, and no secret key.
"""
