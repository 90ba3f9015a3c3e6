"""English headings. A key is a field, or kind.field where the word means it only there; ~ marks a weaker claim."""

HEADINGS = {
    "file_number": (
        "patient id|patient number|patient no|pat num|patnum|pat id|patient num|chart number|chart no|"
        "chart num|chart|chart id|file number|file no|card number|card no|medical record number|mrn|"
        "record number|client id|client number|customer id|customer number|patient code|client code|"
        "patient ref|patient reference|patient file number|pt id|person id|patient uuid|patient key"
    ),
    "patients.file_number": "id|no|number|#|code|uuid|external id|account number|account no",
    "full_name": (
        "name phone|name and phone|patient name and phone|client name and phone|name and contact|"
        "last first|last name first name|patient last first|"
        "full name|patient name|patient|client name|client|customer name|name of patient|"
        "patient full name|pt name|patient s name|contact name|customer|person"
    ),
    "patients.full_name": "name",
    "visits.full_name": "~name",
    "appointments.full_name": "~name",
    "payments.full_name": "~name|~payer|paid by|received from",
    "family_name": (
        "last name|lastname|surname|family name|lname|last|l name|patient last name|familyname|"
        "patient surname|name last|lnam"
    ),
    "given_name": (
        "first name|firstname|given name|fname|first|f name|patient first name|forename|forenames|name first|fnam"
    ),
    "middle_name": "middle name|middle|mi|middle initial|patronymic|m name|mname|middle i|middlei",
    "sex": "sex|gender|m f|patient gender|sex m f",
    "birth_date": (
        "birth|birth date|birthdate|date of birth|dob|birthday|d o b|born|patient dob|patient birthdate|bday|"
        "birth day|date birth"
    ),
    "death_date": "death date|deathdate|date of death|dod|died|deceased date|deceased on",
    "deceased": "deceased|is deceased|dead|died y n",
    "phones": (
        "phone|phone number|telephone|mobile|mobile phone|cell|cell phone|cellphone|wireless phone|"
        "home phone|work phone|tel|mobile number|contact number|telephone number|phone no|mobile no|"
        "phone 1|phone 2|phone home|phone mobile|hm phone|wk phone|wkphone|hmphone|patient phone|"
        "contact phone|other phone|whatsapp|contact|contacts|primary phone|secondary phone|phones|"
        "cell number"
    ),
    "patients.phones": "~home|~work",
    "emails": "email|e mail|email address|mail|e mail address|emails",
    "wechat": "wechat|wechat id|we chat|weixin",
    "telegram": "telegram|telegram username|tg|telegram id",
    "address": (
        "address|neighborhood|neighbourhood|district|street address|address 1|address 2|address line 1|"
        "address line 2|home address|street|city|state|zip|zip code|postal code|postcode|town|province|"
        "residence|full address|address1|address2|zipcode"
    ),
    "occupation": "occupation|job|profession|employer|work place|job title|workplace",
    "language": "language|preferred language|lang|spoken language",
    "source": (
        "source|referral source|lead source|how did you hear|how did you hear about us|marketing source|"
        "channel|how heard|acquisition channel|origin"
    ),
    "referrer": "referrer|referred by|referring patient|recommended by|refer by|introduced by|referral",
    "household": (
        "household|family|family id|guarantor|head of household|household id|family number|responsible party"
    ),
    "guardian": (
        "guardian|parent|mother|father|guardian name|parent name|parent guardian|mother s name|"
        "father s name|legal guardian|parent or guardian"
    ),
    "guardian_phone": (
        "guardian phone|parent phone|mother phone|father phone|guardian mobile|parent mobile|"
        "mother s phone|emergency phone|emergency contact phone"
    ),
    "tags": "tags|tag|labels|groups|flags|category tags|patient type|patient category|segment",
    "notes": (
        "notes|note|comment|comments|remark|remarks|memo|patient note|patient notes|description|"
        "appointment notes|med urgent note"
    ),
    "registered_on": (
        "registered|registration date|date registered|created|created at|created on|first visit|"
        "first visit date|date first visit|datefirstvisit|first seen|date added|patient since|"
        "member since|date created|join date|entry date"
    ),
    "consent": (
        "consent|data consent|privacy consent|gdpr consent|gdpr|consent signed|hipaa|agreement|"
        "consent given|consent to data processing|hipaa signed"
    ),
    "consent_on": "consent date|date of consent|consent signed on|date consent|consent given on|hipaa date",
    "branch": "branch|clinic|location|office|site|practice|clinic name|branch name|clinic location",
    "visits.external_id": (
        "visit id|encounter id|visit number|visit no|procedure id|proc num|procnum|encounter|visit|~id|"
        "~no|~number|invoice|invoice no|invoice number|transaction id"
    ),
    "appointments.external_id": (
        "appointment id|appt id|apt num|aptnum|booking id|booking number|appointment number|"
        "appointment no|reservation id|~id|~no|~number|booking reference|booking ref"
    ),
    "payments.external_id": (
        "payment id|bill id|bill no|receipt|receipt no|receipt number|transaction id|transaction|"
        "payment number|pay num|paynum|payment no|transaction number|~id|~no|~number|~invoice|"
        "~invoice no"
    ),
    "date": "date|day",
    "visits.date": (
        "visit date|date of visit|date of service|service date|treatment date|procedure date|proc date|"
        "procdate|encounter date|date of treatment|tx date|dos|completed date|date completed|treated on|"
        "performed on|~appointment date|entry date|trans date"
    ),
    "appointments.date": (
        "appointment date|appointment day|~scheduled day|appt date|booking date|date of appointment|"
        "appointment|appt|aptdatetime|apt date time|scheduled for|appointment date time|start|starts at|"
        "start date|start datetime|appointment time and date|appt datetime|date time|datetime|"
        "scheduled date|apt date|appointment datetime|visit date|slot"
    ),
    "payments.date": (
        "payment date|date paid|pay date|paid on|date of payment|transaction date|receipt date|paydate|"
        "posted|date posted|deposit date|entry date|paid at|date received"
    ),
    "time": ("time|time slot|visit time|appointment time|appt time|time of appointment|scheduled time|start at"),
    "appointments.time": "~start time|from|time from|~begin|begin time|~start|slot time|~starts",
    "dentist": (
        "dentist|doctor|provider|provider name|practitioner|physician|treating dentist|clinician|dr|prov|"
        "provider id|seen by|treated by|hygienist|doctor name|dentist name|prov num|provnum|with"
    ),
    "complaint": (
        "complaint|chief complaint|reason|presenting complaint|reason for visit|complaints|symptoms|"
        "diagnosis|visit reason|cc"
    ),
    "teeth": ("tooth|teeth|tooth number|tooth no|tooth num|toothnum|tooth fdi|th|tooth s|fdi|tooth nr|tooth code"),
    "visits.treatment_code": (
        "treatment code|procedure code|proc code|proccode|cdt|cdt code|ada code|code|service code|"
        "item code|ada|billing code"
    ),
    "visits.treatment_name": (
        "treatment|procedure|treatment name|procedure name|procedure description|service|services|"
        "service name|treatment description|work done|item|description|proc descript|treatment done|"
        "treatment performed|descript|work|operation"
    ),
    "category": (
        "category|treatment category|type|group|section|service category|procedure category|"
        "treatment type|department|class|specialty|proc cat"
    ),
    "quantity": "quantity|qty|units|count|number of units|unit qty|unitqty",
    "visits.amount": (
        "amount|~fee|total|~cost|~price|charge|procedure fee|proc fee|procfee|sum|total amount|charges|"
        "amount charged|total fee|total cost|billed|value|charge amount"
    ),
    "paid": "paid|amount paid|paid amount|payment|payments|patient paid|total paid|collected",
    "discount": "discount|write off|discount amount|adjustment|rebate|discounts|disc",
    "waiting_minutes": (
        "waiting time|wait time|waiting minutes|wait|wait minutes|waiting|minutes waited|waiting time min"
    ),
    "appointments.duration": (
        "duration|appointment duration|length|duration min|minutes|duration minutes|appt length|"
        "length min|duration in minutes|mins|time length|appointment length"
    ),
    "appointments.end": (
        "end|planned end|ends at|end datetime|end at|to|time to|until|scheduled end|appointment end|"
        "~end time|finish|ends|end date"
    ),
    "appointments.started": (
        "~start time|actual start|started|seated|time seated|in chair|started at|treatment start|"
        "date time seated|seated time|actual start time"
    ),
    "appointments.ended": (
        "~end time|actual end|ended|dismissed|time dismissed|finished|ended at|completed at|"
        "treatment end|date time dismissed|check out|checked out|check out time|actual end time"
    ),
    "appointments.checked_in": (
        "check in time|check in|checked in|arrival|arrived|arrival time|arrived at|checked in at|"
        "date time arrived|check in at|time arrived|checkin time"
    ),
    "appointments.chair": (
        "chair|operatory|op|room|unit|surgery|operatory name|chair no|treatment room|resource|column"
    ),
    "appointments.service": (
        "service|procedure|reason|treatment|appointment type|appt type|type|visit type|procedures|"
        "proc descript|service name|appointment reason|reason for visit|description|"
        "procedure description|reason for appointment|planned treatment|purpose"
    ),
    "appointments.status": (
        "status|appointment status|appt status|apt status|aptstatus|state|outcome|confirmed|result|booking status"
    ),
    "appointments.attended": "attended|attendance|show|came|kept|showed up|seen",
    "appointments.no_show": "no show|noshow|did not attend|dna|missed|failed",
    "appointments.booked_on": (
        "booked on|booked|scheduling date|date booked|created|created at|created on|booked at|"
        "date scheduled|~scheduled day|booking created|entry date|date created|scheduled on|made on|"
        "booking made|sec date t entry"
    ),
    "payments.amount": (
        "amount|payment amount|paid|amount paid|pay amt|payamt|sum|total|payment|value|paid amount|"
        "credit|amount received|received"
    ),
    "method": (
        "method|payment method|payment type|pay type|paytype|paid with|tender|how paid|type|"
        "mode of payment|payment mode|form of payment|mode|means of payment|paid by card or cash"
    ),
    "payments.refund": "refund|refunded|transaction type|refund amount|is refund|returned",
    "prices.code": (
        "code|procedure code|proc code|cdt code|ada code|cdt|service code|item code|id|no|number|fee code|abbr|sku"
    ),
    "prices.name": (
        "name|procedure|description|treatment|service|item|procedure name|treatment name|service name|"
        "procedure description|title|services|descript|item name|procedures"
    ),
    "prices.price": (
        "price|fee|cost|amount|standard fee|ucr|ucr fee|unit price|price list|rate|charge|tariff|"
        "fee amount|office fee|list price"
    ),
}

# Not ours: identity papers, race, income, insurance, and what programs count for themselves.
IGNORED = (
    "ssn|social security number|soc sec|drivers|driver license|drivers license|passport|passport number|"
    "race|ethnicity|income|religion|marital|marital status|healthcare expenses|healthcare coverage|lat|"
    "lon|latitude|longitude|fips|county|birthplace|place of birth|birth place|maiden|maiden name|prefix|"
    "title|salutation|suffix|preferred|preferred name|nickname|balance|account balance|age|age group|"
    "insurance|insurance number|insurance company|carrier|policy number|policy|subscriber id|national id|"
    "id number|id card|tax id|slot id|scheduling interval|slot|nationality|weight|height|blood type|"
    "password|username|user|entered by|created by|modified|updated at|updated|last modified|last updated|"
    "modified by|credit card|card holder|bank|iban|lab fee|last visit|last visit date|next visit|"
    "next appointment|total visits|number of visits|visits count|visit count|no shows|est balance|"
    "recall date|recall|surface|surf|quadrant|currency|vat|tax|row|line|photo|picture|medicaid id|ss num|"
    "s s n|cashier|patient status|pat status|user name"
)
SHEETS = {
    "patients": "patient|client|customer|people|persons|contacts",
    "visits": "visit|treatment|procedure|encounter|proclog|production|services rendered|work done",
    "appointments": "appointment|schedule|booking|calendar|appt|agenda",
    "payments": "payment|receipt|cash|collection|transaction|deposit",
    "prices": "price|fee schedule|fees|tariff|price list|procedure code",
}
