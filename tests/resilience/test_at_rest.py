"""Nothing that somebody typed, no token and no key stands in the clear: not in the database, its WAL, or the log."""

import io
from pathlib import Path

from bot.simulator.faults import Fault, FaultKind
from tests.bot.fakes import MORNING
from tests.bot.house import KEY, NOOR, House

NAME, STAGE, GOAL, ACTIVITY, HELD, PATIENT, DRAFT, EDITED, SUPPORT, FOREIGN = (
    "Sterappelia", "Kweepeerkunde", "Mirabelhechten", "Mispelcursus", "Reineclaude", "Morellensap",
    "Kruisbessig", "Frambozerig", "Bramenbegeleider", "Vlierbloesem",
)  # fmt: skip
EVERYTHING = (NAME, STAGE, GOAL, ACTIVITY, HELD, PATIENT, DRAFT, EDITED, SUPPORT, FOREIGN)
SAYS = {
    "naam": NAME,
    "onderdeel": f"{STAGE} in Zwolle",
    "doel": f"Ik wil {GOAL} kunnen, 5 keer",
    "specifiek": f"{HELD} doen bij mevrouw {PATIENT} op de afdeling",
    "leeractiviteiten": f"Een {ACTIVITY} volgen",
    "ondersteuning": f"Een {SUPPORT}",
}


def found(folder: Path, *words: str) -> set[tuple[str, str]]:
    """(file, word) for every word that stands in a file, in either case, as UTF-8 or UTF-16."""
    return {
        (file.name, word)
        for file in sorted(folder.iterdir())
        for word in words
        for content in [file.read_bytes().lower()]
        if word.lower().encode() in content or word.lower().encode("utf-16-le") in content
    }


def secrets(house: House) -> tuple[str, ...]:
    token = house.settings.telegram_token
    assert token is not None
    return token.get_secret_value(), token.get_secret_value().partition(":")[2], KEY


def held(house: House) -> str:
    """What waits for a decision, as whoever has the key reads it."""
    with house.database.unit() as unit:
        state = unit.persons.by_chat(NOOR.id, MORNING).state
    return state.held.text if state.held else ""


async def test_a_whole_conversation_leaves_nothing_to_read(house: House, log: io.StringIO) -> None:
    """Looked at after every answer, while the write-ahead log still holds every page that ever was."""
    folder, noor = house.settings.data_dir, house.phone(NOOR)
    words = (*EVERYTHING, *secrets(house))
    async with house.bot():
        await noor.asks("/start")
        for label in ("Zo bewaren", "Bewaren"):
            await noor.answers(house.aios(NOOR, SAYS), until=label)
            await house.quiet()
            assert (PATIENT in held(house)) == (label == "Zo bewaren")
            assert found(folder, *words) == set()
            await noor.presses(label)
        await noor.asks("/privacy")
        await noor.presses("Stuur me een kopie")
        await noor.asks(f"/leerdoel {DRAFT} leren")
        last = house.world.chat_of(NOOR.id)[-2]
        noor.edit(last, f"{EDITED} leren")
        noor.say(f"/onbekend {FOREIGN}")
        await house.quiet()
        house.world.updates.add_raw({"message": {"text": FOREIGN}})
        await house.quiet()
        assert found(folder, *words) == set()
        assert {file.name for file in folder.iterdir()} >= {"leerlijn.db", "leerlijn.db-wal"}
    assert found(folder, *words) == set()
    goal = house.plan(NOOR).leerdoelen[0]
    assert (house.plan(NOOR).profile["naam"], house.plan(NOOR).profile["onderdeel"]) == (NAME, f"{STAGE} in Zwolle")
    assert GOAL in str(goal.values["doel"])
    assert HELD in str(goal.values["specifiek"])
    assert PATIENT not in str(house.plan(NOOR))
    assert [word for word in words if word.lower() in log.getvalue().lower()] == []
    assert log.getvalue()


async def test_faults_write_no_text_and_no_token_in_the_log(house: House, log: io.StringIO) -> None:
    noor = house.phone(NOOR)
    methods = ("sendMessage", "getUpdates", "answerCallbackQuery", "setMyCommands")
    async with house.bot():
        await noor.consents()
        await house.quiet()
        for kind in FaultKind:
            house.order(*(Fault(kind, method) for method in methods[: 1 if kind is FaultKind.RETRY_AFTER else 4]))
            before = len(noor.heard)
            noor.say(f"{NAME} {kind}")
            await noor.hears(before + 1)
            noor.say("/profiel")
            await noor.hears(before + 2)
            noor.press("Klopt")
            await noor.hears(before + 3)
            await house.quiet()
            house.simulator.faults.clear()
    assert [word for word in (NAME, *secrets(house)) if word.lower() in log.getvalue().lower()] == []


async def test_a_reader_that_fails_quotes_nothing(house: House, log: io.StringIO) -> None:
    """An exception of ours may hold what was typed; the person hears that it did not work, the log hears its kind."""

    class Failing:
        def read(self, text: str, context: object) -> object:
            raise RuntimeError(f"cannot read {text!r}")

    noor = house.phone(NOOR)
    async with house.bot(Failing()):  # type: ignore[arg-type]
        await noor.consents()
        assert await noor.asks(f"{NAME}") == house.library.phrases.faults.busy
        assert await noor.asks("/help") != house.library.phrases.faults.busy
        await house.quiet()
    assert NAME not in log.getvalue()
    assert '"error": "RuntimeError"' in log.getvalue()
    assert found(house.settings.data_dir, NAME) == set()
