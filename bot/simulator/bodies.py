"""The bodies that `/sim/...` takes: JSON objects, checked, nothing unknown allowed."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from bot.simulator.faults import ANY, Fault, FaultKind
from bot.simulator.messages import Kind
from bot.simulator.people import Role

Name = Annotated[str, Field(min_length=1, max_length=60)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class NewPerson(Body):
    name: Name
    role: Role = Role.AIOS
    id: Annotated[int, Field(gt=0, lt=1 << 40)] | None = None
    started: bool = False


class Text(Body):
    text: str


class Command(Body):
    command: Name
    arguments: str = ""


class Link(Body):
    url: Annotated[str, Field(min_length=1, max_length=2_000)]


class Content(Body):
    kind: Kind
    caption: str = ""


class Press(Body):
    """By `label` or by `data`. `stale` presses `data` of `message_id` although the button is no longer there."""

    label: str = ""
    data: str = ""
    message_id: int = 0
    stale: bool = False


class Edit(Body):
    message_id: int
    text: str


class RawUpdate(Body):
    """`verbatim` leaves out the update_id that is added otherwise."""

    update: JsonValue
    verbatim: bool = False


class SetClock(Body):
    at: AwareDatetime


class AdvanceClock(Body):
    seconds: Annotated[float, Field(ge=0, le=10 * 366 * 86_400)]


class NewFault(Body):
    kind: FaultKind
    method: Name = ANY
    times: Annotated[int, Field(ge=1, le=10_000)] = 1
    retry_after_s: Annotated[int, Field(ge=1)] = 1
    code: Annotated[int, Field(ge=500, le=599)] = 500
    delay_ms: Annotated[int, Field(ge=0, le=60_000)] = 0

    def fault(self) -> Fault:
        return Fault(self.kind, self.method, self.times, self.retry_after_s, self.code, self.delay_ms)


class Limits(Body):
    """What is absent stays as it is."""

    enabled: bool | None = None
    latency_ms: Annotated[int, Field(ge=0, le=60_000)] | None = None


class Reset(Body):
    start: AwareDatetime | None = None
