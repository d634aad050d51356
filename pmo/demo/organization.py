"""Who the demonstration organization is: its departments and its people. All of it is invented."""

from dataclasses import dataclass

NAME = "Aldervane Industries"
CODE = "ALD"
INVENTORY = "Public inventory"
DOMAIN = "aldervane.example"


@dataclass(frozen=True, slots=True)
class Department:
    """A department with the manager who approves first and the person who owns its use cases."""

    code: str
    name: str
    manager: str
    manager_title: str
    owner: str
    owner_title: str


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody with a role for the whole organization; entered with one click in demo mode."""

    name: str
    title: str
    role: str
    zone: str = "America/New_York"


DEPARTMENTS = (
    Department("CSU", "Customer Support", "Marta Lindqvist", "Vice President, Customer Support",
               "Tomás Herrera", "Head of Support Operations"),
    Department("SAL", "Sales", "Gregory Adeyemi", "Vice President, Sales",
               "Hannah Brandt", "Sales Operations Lead"),
    Department("MKT", "Marketing", "Camille Fournier", "Chief Marketing Officer",
               "Dev Malhotra", "Marketing Technology Manager"),
    Department("PRD", "Product Management", "Noor Rahimi", "Vice President, Product",
               "Ewan Macleod", "Product Manager, Connected Devices"),
    Department("ENG", "Software Engineering", "Kenji Watanabe", "Vice President, Engineering",
               "Sofia Petrova", "Engineering Productivity Lead"),
    Department("ITS", "IT Services", "Bridget Fallon", "Director, IT Services",
               "Andrés Molina", "Service Desk Manager"),
    Department("DAT", "Data and Analytics", "Ravi Deshpande", "Director, Data and Analytics",
               "Linnea Dahl", "Analytics Product Owner"),
    Department("HRS", "Human Resources", "Beatriz Carvalho", "Vice President, People",
               "Oluwaseun Bello", "Talent Acquisition Lead"),
    Department("FIN", "Finance", "Margaret Sutton", "Corporate Controller",
               "Pavel Novák", "Shared Services Manager"),
    Department("LEG", "Legal and Compliance", "Frédéric Lambert", "Director, Compliance",
               "Alice Mbeki", "Contract Operations Manager"),
    Department("PRO", "Procurement", "Ingrid Solheim", "Director, Procurement",
               "Carlos Ibarra", "Category Analytics Lead"),
    Department("LOG", "Logistics", "Winston Clarke", "Director, Logistics",
               "Yara Haddad", "Distribution Planning Manager"),
    Department("MFG", "Manufacturing", "Günther Albrecht", "Vice President, Manufacturing",
               "Rosa Delgado", "Plant Digitalization Lead"),
    Department("QUA", "Quality", "Siobhan Byrne", "Director, Quality",
               "Minh Tran", "Inspection Engineering Lead"),
    Department("RND", "Research and Development", "Elif Yıldız", "Director, Research",
               "Samuel Osei", "Materials Research Lead"),
    Department("FSV", "Field Service", "Patrick Moreau", "Director, Field Service",
               "Keira Thompson", "Service Planning Manager"),
    Department("EHS", "Environment, Health and Safety", "Anneli Virtanen", "Director, Safety",
               "Joseph Kamau", "Industrial Safety Lead"),
    Department("SEC", "Information Security", "Farah Siddiqui", "Chief Information Security Officer",
               "Luca Ferri", "Detection Engineering Lead"),
    Department("FAC", "Facilities", "Howard Jennings", "Director, Facilities",
               "Amara Nwosu", "Energy Manager"),
    Department("COM", "Corporate Communications", "Chiara Romano", "Director, Communications",
               "Ben Whitaker", "Internal Communications Manager"),
)  # fmt: skip

EXECUTIVE = "Eleanor Whitfield"
OPERATIONS = "Daniel Okafor"
MONEY = "Susan Keller"
PEOPLE = "Mateo Vargas"
PROGRAM = "Priya Raman"
ROLLOUTS = "Jonas Weber"
CHAIR = "Grace Achterberg"
PRIVACY = "Leila Haddadi"
ETHICIST = "Ruth Abramson"
COUNSEL = "Nathan Cole"
CONTROLLER = "Mei-Ling Chow"
AUDITOR = "Dmitri Volkov"
ADMINISTRATOR = "Karen Osborne"
SUPPORT_OWNER, SUPPORT_MANAGER = DEPARTMENTS[0].owner, DEPARTMENTS[0].manager

# In the order in which the page of entry offers them.
PERSONAS = (
    Persona(PROGRAM, "Director, AI Program Office", "pm"),
    Persona(EXECUTIVE, "Chief Executive Officer", "executive"),
    Persona(CHAIR, "Chief Technology Officer, chair of the AI ethics board", "board_chair"),
    Persona(COUNSEL, "Senior Counsel, Technology", "legal"),
    Persona(CONTROLLER, "Head of Financial Planning", "finance"),
    Persona(AUDITOR, "Head of Internal Audit", "auditor", "Europe/Berlin"),
    Persona(ADMINISTRATOR, "Platform Administrator", "administrator"),
    Persona(ROLLOUTS, "Program Manager, Rollouts", "pm", "Europe/Berlin"),
    Persona(OPERATIONS, "Chief Operating Officer", "executive"),
    Persona("Victoria Lang", "Chief Legal Officer", "board_member"),
    Persona(PRIVACY, "Chief Privacy Officer", "board_member", "Europe/Berlin"),
    Persona("Arjun Mehta", "Data Science Lead", "board_member"),
    Persona("Isabelle Roche", "General Manager, Europe", "board_member", "Europe/Paris"),
    Persona("Thomas Nakamura", "General Manager, Asia-Pacific", "board_member", "Asia/Tokyo"),
    Persona("Denise Walker", "General Manager, Americas", "board_member", "America/Chicago"),
    Persona(ETHICIST, "External expert, ethics of technology", "board_member"),
    Persona("Reporting Service", "Service account of the reporting tools", "bi_service", "UTC"),
)

# The seats of the board in the order of its document, by whom they are held.
SEATS = {
    "chief_technology_officer": CHAIR,
    "chief_legal_officer": "Victoria Lang",
    "chief_privacy_officer": PRIVACY,
    "data_science_lead": "Arjun Mehta",
    "business_representative_1": "Isabelle Roche",
    "business_representative_2": "Thomas Nakamura",
    "business_representative_3": "Denise Walker",
    "external_ethics_expert": ETHICIST,
}

# Executives whom nobody needs to enter as.
EXECUTIVES = ((MONEY, "Chief Financial Officer"), (PEOPLE, "Chief Human Resources Officer"))

# Roles that also read what is imported from public registers; the program office may import there.
READERS_OF_THE_INVENTORY = ("pm", "executive", "auditor", "bi_service", "administrator")
