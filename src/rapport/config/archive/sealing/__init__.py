"""Archives under lock and key: the file format of age with a passphrase (https://age-encryption.org/v1).

A format of others, so that a clinic can open its backups without Rapport (`age -d`), and so that nothing about it
rests on our own invention: docs/decisions/0005-encrypted-backups.md. The passphrase is stretched with scrypt, the
contents are cut into pieces of 64 KiB, each sealed with ChaCha20-Poly1305 under its number and whether it is the
last: changed, swapped, repeated or cut off, a piece no longer opens.
"""
