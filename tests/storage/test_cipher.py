"""A cipher opens what one of its keys closed, and says nothing about what it cannot open."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Cipher, WrongKey

OLD, NEW = Cipher.new_key(), Cipher.new_key()
ANY_TEXT = st.text(st.characters(categories=None))


@given(ANY_TEXT)
def test_any_text_comes_back(text: str) -> None:
    cipher = Cipher([NEW])
    assert cipher.decrypt(cipher.encrypt(text)) == text


def test_equal_texts_look_different() -> None:
    cipher = Cipher([NEW])
    assert cipher.encrypt("appendectomie") != cipher.encrypt("appendectomie")


def test_the_first_key_encrypts_and_every_key_decrypts() -> None:
    both = Cipher([NEW, OLD])
    assert both.decrypt(Cipher([OLD]).encrypt("appendectomie")) == "appendectomie"
    assert Cipher([NEW]).decrypt(both.encrypt("appendectomie")) == "appendectomie"


def test_renewing_brings_a_token_under_the_first_key_once() -> None:
    both = Cipher([NEW, OLD])
    token = both.renew(Cipher([OLD]).encrypt("appendectomie"))
    assert token is not None
    assert Cipher([NEW]).decrypt(token) == "appendectomie"
    assert both.renew(token) is None


def tampered(token: str) -> str:
    raw = bytearray(base64.urlsafe_b64decode(token))
    raw[30] ^= 1
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "token",
    [
        "appendectomie",
        "",
        "appendectomië",
        Cipher([OLD]).encrypt("appendectomie"),
        tampered(Cipher([NEW]).encrypt("x")),
    ],
)
def test_what_cannot_be_opened_is_not_quoted(token: str) -> None:
    cipher = Cipher([NEW])
    for refused in cipher.decrypt, cipher.renew:
        with pytest.raises(WrongKey) as refusal:
            refused(token)
        assert str(refusal.value) == WrongKey.advice
        assert refusal.value.__suppress_context__


@pytest.mark.parametrize("keys", [[], ["geheim"], [NEW, "geheim"], [""], [NEW[:-4]]])
def test_what_is_no_key_is_refused_and_not_quoted(keys: list[str]) -> None:
    with pytest.raises(WrongKey) as refusal:
        Cipher(keys)
    assert str(refusal.value) == "LEERLIJN_SECRET_KEY is no key: let Leerlijn make one, and copy it whole."
