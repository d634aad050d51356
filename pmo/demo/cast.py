"""Making the departments, the people, their roles and the board."""

from dataclasses import dataclass, field

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from governance import services as governance
from pmo.demo import organization
from pmo.demo.organization import DEPARTMENTS, Department


@dataclass
class Cast:
    """The units by code and the people by name, for the stories to use."""

    root: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    def owner_of(self, code: str) -> User:
        return self.people[self.departments[code].owner]

    def manager_of(self, code: str) -> User:
        return self.people[self.departments[code].manager]


def assemble() -> Cast:
    """Create units, people, roles and the board with its eight members. Call inside a transaction."""
    root = people.create_unit(organization.NAME, by=COMMAND_LINE, code=organization.CODE, kind="organization")
    cast = Cast(root)
    for department in DEPARTMENTS:
        cast.departments[department.code] = department
        cast.units[department.code] = people.create_unit(
            department.name, by=COMMAND_LINE, parent=root, code=department.code
        )
    inventory = people.create_unit(
        organization.INVENTORY, by=COMMAND_LINE, code="PUB", kind="organization", is_inventory=True
    )
    for each in organization.PERSONAS[:7]:
        _persona(cast, each)
    support = DEPARTMENTS[0]
    _join(cast, support.owner, support.owner_title, "owner", cast.units[support.code], is_persona=True)
    _join(cast, support.manager, support.manager_title, "manager", cast.units[support.code], is_persona=True)
    for each in organization.PERSONAS[7:]:
        _persona(cast, each)
    for name, title in organization.EXECUTIVES:
        _join(cast, name, title, "executive", root)
    for department in DEPARTMENTS[1:]:
        _join(cast, department.manager, department.manager_title, "manager", cast.units[department.code])
        _join(cast, department.owner, department.owner_title, "owner", cast.units[department.code])
    for each in organization.PERSONAS:
        if each.role in organization.READERS_OF_THE_INVENTORY:
            people.grant_role(cast[each.name], each.role, inventory, by=COMMAND_LINE)
    _seat(cast)
    return cast


def username_of(name: str) -> str:
    """Return "tomas.herrera" for "Tomás Herrera"."""
    plain = name.translate(str.maketrans("áàçéèíıóöúüÁÉÖÜY", "aaceeiioouuAEOUY")).lower()
    return ".".join(plain.replace("-", "").split())


def _persona(cast: Cast, persona: organization.Persona) -> None:
    _join(cast, persona.name, persona.title, persona.role, cast.root, is_persona=True, zone=persona.zone)


def _join(
    cast: Cast, name: str, title: str, role: str, unit: Unit, *, is_persona: bool = False, zone: str = "UTC"
) -> None:
    username = username_of(name)
    user = people.create_user(
        username, name=name, by=COMMAND_LINE, email=f"{username}@{organization.DOMAIN}", title=title, time_zone=zone,
        is_persona=is_persona,
    )  # fmt: skip
    people.grant_role(user, role, unit, by=COMMAND_LINE)
    cast.people[name] = user


def _seat(cast: Cast) -> None:
    administrator = cast[organization.ADMINISTRATOR]
    board = governance.convene_board(cast.root, by=administrator)
    for seat in board.seats.order_by("position"):
        governance.assign_seat(seat, user=cast[organization.SEATS[seat.key]], by=administrator)
