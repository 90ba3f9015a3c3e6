"""Names of the few who came from far away."""

from rapport.demo.tables import words

MALE = words("James Oliver Daniel Thomas Marco Lukas Andreas Pierre Henrik Samuel Wes Ravi")
FEMALE = words("Emily Charlotte Sophie Laura Ingrid Camille Ana Priyanka Julia Hannah Grace Olivia")
SURNAMES = words(
    """
    Walker Bennett Hughes Turner Foster Müller Lindqvist Dubois Rossi Novak Ito Chandra O'Neill Castellanos
    Berg Whitfield
    """
)
OCCUPATIONS = words(
    """
    teacher;engineer;consultant;geologist;diplomat;journalist;researcher;project manager
    """,
    ";",
)
HOBBIES = words("hiking skiing photography cooking cycling chess")
