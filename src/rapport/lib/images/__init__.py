"""The one gate through which pictures come in: decoded in quarantine, drawn anew, nothing else kept.

No database, no settings. Nothing is imported here: the quarantined process would import it too.
"""
