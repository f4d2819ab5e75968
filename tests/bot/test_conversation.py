"""The real Application on the real library for Telegram, end to end in one process."""

from tests.bot.house import NOOR, House


async def test_a_first_message_is_answered(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        await house.quiet()
    assert len(noor.texts) == 2
