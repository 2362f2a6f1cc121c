"""Who issues: the office in the home's ``issuer.yaml``, or the demonstration issuer."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from govlab import files, home

#: Name of the file, in the root of the home.
FILE = "issuer.yaml"
#: Prefix of the demonstration issuer's serials, which no office may take.
DEMONSTRATION_PREFIX = "DEMO"

Digits = Literal["thai", "arabic"]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: name as printed under the line, position by language."""

    name: str
    position: dict[str, str]


@dataclass(frozen=True, slots=True)
class Issuer:
    """An office that issues certificates.

    Parameters
    ----------
    id : str
        Short name of the office, for good: certificates are unique by it.
    name : dict of str to str
        Name as printed, by language.
    prefix : str
        Beginning of its serials: 2 to 12 of A-Z and 0-9, a letter first.
    demonstration : bool
        Everything it issues is watermarked and goes to a register of its own.
    digits : {"thai", "arabic"}
        Digits of dates in Thai text; serials always have Arabic ones.
    signer : Signer, optional
        Without one the certificate leaves an empty line to sign on.
    """

    id: str
    name: dict[str, str]
    prefix: str
    demonstration: bool = False
    digits: Digits = "thai"
    signer: Signer | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the issuer as the register keeps it with each certificate."""
        signer = self.signer and {"name": self.signer.name, "position": self.signer.position}
        return {
            "id": self.id,
            "name": self.name,
            "prefix": self.prefix,
            "demonstration": self.demonstration,
            "digits": self.digits,
            "signer": signer,
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """Return the issuer that :meth:`as_dict` described."""
        signer = kept["signer"] and Signer(**kept["signer"])
        return cls(**{**kept, "signer": signer})


#: Signs where no office has said who it is.
DEMONSTRATION = Issuer(
    id="demonstration",
    name={"th": "หน่วยงานตัวอย่าง (สังเคราะห์)", "en": "Example Office (synthetic)"},
    prefix=DEMONSTRATION_PREFIX,
    demonstration=True,
)

Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Both(_Shape):
    th: Line
    en: Line


class _Signer(_Shape):
    name: Line
    position: _Both


class _File(_Shape):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    name: _Both
    prefix: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
    digits: Digits = "thai"
    signer: _Signer | None = None

    @model_validator(mode="after")
    def _leaves_the_demonstration_alone(self) -> Self:
        if self.prefix == DEMONSTRATION_PREFIX or self.id == DEMONSTRATION.id:
            rule = f"{DEMONSTRATION_PREFIX} and {DEMONSTRATION.id} mark demonstrations"
            raise ValueError(rule)
        return self


def issuer(place: home.Home | None = None) -> Issuer:
    """Return the issuer that the home names, or the demonstration issuer.

    Parameters
    ----------
    place : Home, optional
        The home; the one found from here when not given. Its ``issuer.yaml`` has
        ``schema: 1, id, name: {th, en}, prefix`` and, as an office likes,
        ``digits: thai|arabic`` and ``signer: {name, position: {th, en}}``.

    Raises
    ------
    InputError
        When the file has another shape, or takes the demonstration's prefix or id.

    Examples
    --------
    >>> DEMONSTRATION.name["en"], DEMONSTRATION.prefix
    ('Example Office (synthetic)', 'DEMO')
    """
    path = (place or home.find()).root / FILE
    if not path.exists():
        return DEMONSTRATION
    found = files.shaped(files.read_yaml(path), _File, str(path)).model_dump()
    del found["schema_"]
    return Issuer.from_dict(found)
