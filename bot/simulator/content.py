"""What a person can send besides text: for each kind the Bot API fields that a real phone would produce."""

from collections.abc import Callable

from bot.simulator.messages import Kind


def _sticker(file: str) -> dict[str, object]:
    return {
        "sticker": {
            "file_id": file,
            "file_unique_id": f"u{file}",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
            "set_name": "Duimen",
            "file_size": 18_214,
        }
    }


def _photo(file: str) -> dict[str, object]:
    def size(name: str, width: int, height: int, bytes_: int) -> dict[str, object]:
        return {
            "file_id": f"{file}{name}",
            "file_unique_id": f"u{file}{name}",
            "width": width,
            "height": height,
            "file_size": bytes_,
        }

    return {"photo": [size("s", 90, 67, 1_320), size("m", 320, 240, 21_800), size("x", 800, 600, 96_400)]}


def _voice(file: str) -> dict[str, object]:
    voice = {
        "file_id": file,
        "file_unique_id": f"u{file}",
        "duration": 7,
        "mime_type": "audio/ogg",
        "file_size": 28_402,
    }
    return {"voice": voice}


def _document(file: str) -> dict[str, object]:
    document = {
        "file_id": file,
        "file_unique_id": f"u{file}",
        "file_name": "iop.pdf",
        "mime_type": "application/pdf",
        "file_size": 182_044,
    }
    return {"document": document}


def _location(_: str) -> dict[str, object]:
    return {"location": {"latitude": 52.0907, "longitude": 5.1214}}


def _contact(_: str) -> dict[str, object]:
    return {"contact": {"phone_number": "+31600000000", "first_name": "Sam"}}


def _poll(file: str) -> dict[str, object]:
    poll = {
        "id": file,
        "question": "Welke dag?",
        "options": [
            {"persistent_id": "0", "text": "maandag", "voter_count": 0},
            {"persistent_id": "1", "text": "dinsdag", "voter_count": 0},
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }
    return {"poll": poll}


def _other(_: str) -> dict[str, object]:
    """A field of a Bot API that is newer than the bot."""
    return {"hologram": {"depth": 3}}


MAKERS: dict[Kind, Callable[[str], dict[str, object]]] = {
    Kind.STICKER: _sticker,
    Kind.PHOTO: _photo,
    Kind.VOICE: _voice,
    Kind.DOCUMENT: _document,
    Kind.LOCATION: _location,
    Kind.CONTACT: _contact,
    Kind.POLL: _poll,
    Kind.OTHER: _other,
}
