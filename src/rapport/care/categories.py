"""The built-in categories of treatment by their codes; their names and needs stand with the model."""

from enum import StrEnum


class Category(StrEnum):
    """Kinds of treatment (REC-3). Their order is part of the data: new ones go to the end."""

    CHECKUP = "checkup"
    HYGIENE = "hygiene"
    FILLING = "filling"
    ENDODONTIC = "endodontic"
    PERIODONTIC = "periodontic"
    SURGERY = "surgery"
    RESTORATION = "restoration"
    IMPLANT = "implant"
    ORTHODONTIC = "orthodontic"
    PAEDIATRIC = "paediatric"
    WHITENING = "whitening"
    OTHER = "other"
