"""What the frameworks are asked to return, and what the simulated model returns for it."""

import base64
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

TRIP = "A trip for 3 to see the city of Oslo by train"
SHOW = "Show an example of JSON."
RED = Path("conformance-suite/src/main/resources/com/brievio/conformance/probe/red.png").read_bytes()
RED_URL = "data:image/png;base64," + base64.b64encode(RED).decode()


class Leg(BaseModel):
    to: str
    by: Literal["bus", "train"]  # instructor takes no Enum in a partial answer


class Trip(BaseModel):
    """A trip."""

    legs: list[Leg]
    travellers: int = Field(description="How many travel", ge=1)


class Inner(BaseModel):
    n: int
    list: list


class Odd(BaseModel):
    """The object that the simulated model writes where it is only told to write JSON."""

    a: str
    b: Inner


TAKEN = Trip(legs=[Leg(to="Oslo", by="train")], travellers=3)
ODD = Odd(a='a "brace" } and a \\ back', b=Inner(n=3, list=[1, "x"]))
