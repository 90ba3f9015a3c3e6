"""German headings. A key is a field, or kind.field where the word means it only there; ~ marks a weaker claim."""

HEADINGS = {
    "file_number": (
        "patientennr|patienten nr|patientennummer|pat nr|patnr|karteinummer|karteinr|kundennummer|patienten id"
    ),
    "full_name": "patientenname|name vorname|nachname vorname|patient in|name des patienten",
    "family_name": "nachname|familienname|zuname|patient nachname",
    "given_name": "vorname|rufname|patient vorname",
    "sex": "geschlecht|anrede",
    "birth_date": "geburtsdatum|geb datum|geb dat|geboren|geboren am|geburtstag|geb am|geb",
    "death_date": "sterbedatum|todesdatum|verstorben am",
    "deceased": "verstorben",
    "phones": (
        "telefon|telefon privat|telefon mobil|telefon dienstlich|telefonnummer|tel privat|tel mobil|handy|mobil|"
        "mobiltelefon|"
        "handynummer|festnetz|rufnummer|telefon 1|telefon 2"
    ),
    "emails": "e mail adresse|email adresse|mailadresse",
    "address": (
        "adresse|anschrift|straße|strasse|str|plz|postleitzahl|ort|wohnort|hausnummer|stadt|straße hausnummer"
    ),
    "occupation": "beruf",
    "language": "sprache|muttersprache",
    "source": "quelle|aufmerksam durch|herkunft",
    "referrer": "empfohlen von|überweiser|zuweiser|empfehlung",
    "guardian": "erziehungsberechtigter|gesetzlicher vertreter",
    "notes": "bemerkung|bemerkungen|notiz|notizen|hinweis|anmerkung|kommentar",
    "registered_on": "patient seit|aufnahmedatum|erster besuch|erstaufnahme|angelegt am",
    "consent": "einwilligung|datenschutzerklärung|dsgvo",
    "date": "datum",
    "visits.date": "behandlungsdatum|leistungsdatum|besuchsdatum|datum der behandlung",
    "appointments.date": "termin|termindatum|terminbeginn",
    "payments.date": "zahlungsdatum|zahldatum|buchungsdatum",
    "time": "uhrzeit|zeit|beginn",
    "appointments.end": "ende|bis",
    "appointments.duration": "dauer|dauer min",
    "dentist": "behandler|behandlerin|arzt|zahnarzt|zahnärztin|ärztin",
    "complaint": "beschwerden|diagnose",
    "teeth": "zahn|zähne",
    "treatment_code": "leistungsnummer|leistungsnr|geb nr|gebührennummer|goz|bema|ziffer|goz nr|bema nr",
    "visits.treatment_name": "leistung|behandlung|leistungstext|leistungsbezeichnung|bezeichnung",
    "appointments.service": "behandlung|grund|terminart|terminbemerkung|anlass",
    "quantity": "anzahl|menge",
    "visits.amount": "betrag|honorar|summe|gesamtbetrag|rechnungsbetrag",
    "payments.amount": "betrag|zahlbetrag|summe|zahlung",
    "paid": "bezahlt|gezahlt|eingegangen",
    "discount": "rabatt|nachlass",
    "appointments.chair": "zimmer|behandlungszimmer|stuhl",
    "appointments.status": "terminstatus|zustand",
    "method": "zahlungsart|zahlart|zahlweise",
    "prices.name": "leistung|bezeichnung",
    "prices.price": "preis|einzelpreis",
}
IGNORED = (
    "krankenkasse|kasse|versicherung|versichertennummer|versichertennr|versicherungsnummer|letzter besuch|"
    "letzter termin|nächster termin|"
    "titel|alter|kontostand|offener betrag|staatsangehörigkeit|sachbearbeiter|familienstand|hausarzt|lfd nr"
)
SHEETS = {
    "patients": "patienten|kunden",
    "visits": "behandlungen|leistungen",
    "appointments": "termine|kalender",
    "payments": "zahlungen",
    "prices": "preisliste|gebühren",
}
