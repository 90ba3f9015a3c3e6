"""The shipped texts in English."""
# ruff: noqa: E501 a paragraph is a line; real quotation marks

CLINIC = "{name} (address: {address})"
# country → the law on personal data, the law on a person's image
LAWS = {
    "CN": (
        "the Personal Information Protection Law of the People's Republic of China, articles 13, 14, 29, 31",
        "article 1019 of the Civil Code of the People's Republic of China",
    ),
    "RU": (
        "Federal Law 152-FZ of 27 July 2006 on personal data, articles 9 and 10",
        "article 152.1 of the Civil Code of the Russian Federation",
    ),
    "KZ": (
        "the Law of the Republic of Kazakhstan 94-V of 21 May 2013 on personal data and their protection, article 8",
        "article 145 of the Civil Code of the Republic of Kazakhstan",
    ),
    "GB": ("the UK GDPR, articles 6, 7 and 9, and the Data Protection Act 2018", "the same laws"),
}
LAW_ELSEWHERE = ("the law on personal data of the country of the clinic", "the same law")

TEXTS = {
    "processing": """Controller: {clinic}. Basis: {law}.

1. I freely agree that the clinic processes my data: name, sex, date of birth, contact details, address; data about my dental health, images, findings, plans and records of treatment; appointments and payments. Data about health is specially protected, and I agree to its processing expressly.
2. Purposes: keeping my dental record, arranging appointments, planning and giving treatment, settling accounts, and keeping what the law requires.
3. The data is collected, stored and used in the systems of the clinic. A dental laboratory or another practice receives only what my treatment needs. Nothing is published or sent abroad without my separate consent.
4. The data is kept for as long as the law requires dental records to be kept, and is then erased or made anonymous.
5. I may see my data, have it corrected or erased, and withdraw this consent at any time, in words, in writing or electronically. Withdrawing does not touch what was done before, nor records that the law requires.
6. Messages and the use of photos are separate questions, which have nothing to do with my treatment.""",
    "care": """Sender: {clinic}. Basis: {law}.

1. I agree that the clinic contacts me by the ways I choose on this page, about my own care only: reminders of appointments and check-ups, advice after treatment, explanations of a plan, a question about how the visit went.
2. These messages hold no advertising.
3. My name, contact details, appointments and visits are used for this.
4. I may withdraw at any time, for everything or for one way: at the desk, by phone or by answering a message. The messages stop at once.
5. Saying no does not affect my treatment.""",
    "marketing": """Sender: {clinic}. Basis: {law}.

1. I agree to receive news of offers, membership benefits, events and new services by the ways I choose on this page.
2. My name, contact details, age group and visits are used for this. Findings and images are never used for marketing.
3. Every message says how to stop them. I may withdraw at any time, for everything or for one way, and the messages stop at once.
4. Saying no affects neither my treatment nor its price.""",
    "photos": """Used by: {clinic}. Basis: {image_law}; {law}.

1. I agree that photos of my teeth and face taken during treatment are used for the teaching of dental staff, for lectures and professional journals, and for the clinic's own material and website.
2. My name is not given. Before a photo by which I can be recognised is used, I am asked again.
3. Photos taken for the treatment itself are part of my record and do not need this consent.
4. I may withdraw at any time: there will be no new use, and photos are taken off the website. What has been printed cannot be called back.
5. Saying no does not affect my treatment, and nobody is paid for agreeing.""",
}
