"""One person's `Plan`, put together from the repositories: one query per table, and none while nothing changed."""

from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from dialogs.plan import PROFILE_FIELDS, Consent, LinkStatus, Plan
from storage.delingen import Delingen
from storage.feedback import Feedbacks
from storage.koppelingen import Koppelingen
from storage.leerdoelen import Leerdoelen
from storage.nudges import Nudges
from storage.onderdelen import current_onderdeel
from storage.plan_cache import PlanCache
from storage.records import Records
from storage.tables import PERSON
from storage.values import as_values

_PROFILE = select(PERSON).where(PERSON.c.id == bindparam("key"))


class Plans:
    def __init__(
        self,
        connection: Connection,
        cache: PlanCache,
        zone: ZoneInfo,
        *,
        leerdoelen: Leerdoelen,
        records: Records,
        feedback: Feedbacks,
        koppelingen: Koppelingen,
        nudges: Nudges,
        delingen: Delingen,
    ) -> None:
        self._connection = connection
        self._cache = cache
        self._zone = zone
        self._leerdoelen = leerdoelen
        self._records = records
        self._feedback = feedback
        self._koppelingen = koppelingen
        self._nudges = nudges
        self._delingen = delingen

    def of(self, person: str, plan_version: int) -> Plan:
        """The plan of a person who is there, as it is at this version of it."""
        plan = self._cache.get(person, plan_version)
        if plan is None:
            plan = self._read(person)
            # An invitation expires without anybody changing anything, so a plan with one is read anew each time.
            if all(koppeling.status is not LinkStatus.UITGENODIGD for koppeling in plan.koppelingen):
                self._cache.put(person, plan_version, plan)
        return plan

    def drop(self, person: str) -> None:
        """Keep nothing of this person in memory."""
        self._cache.drop(person)

    def _read(self, person: str) -> Plan:
        row = self._connection.execute(_PROFILE, {"key": person}).one()
        columns = {**row._asdict(), **current_onderdeel(self._connection, person)}
        return Plan(
            consent=Consent(row.consent),
            profile=as_values(columns, PROFILE_FIELDS),
            leerdoelen=self._leerdoelen.of(person),
            records=self._records.of(person),
            feedback=self._feedback.of(person),
            koppelingen=self._koppelingen.of(person),
            nudges=self._nudges.of(person),
            delingen=self._delingen.of(person),
            since=row.created.astimezone(self._zone).date(),
        )
