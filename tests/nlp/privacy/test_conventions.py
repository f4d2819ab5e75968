"""What belongs to a span and what does not (conventions of nlp-dev/README.md); `[kind:text]` marks what is found."""

import re
from collections.abc import Callable

import pytest

from dialogs.reading import PrivacySpan

Read = Callable[[str], tuple[PrivacySpan, ...]]

FOUND = (
    # a form of address belongs to the person, a function does not
    "[person:mevrouw Postma] was boos",
    "ik zag [person:dhr. van der Molen] op de poli",
    "mijn opleider [person:Annelies Kok] gaf een tip",
    "supervisor [person:Terpstra] zei dat het goed was",
    "gebeld met [person:dokter el khattabi] over het ecg",
    "de brief van [person:prof. dr. S. Hashemi] kwam laat",
    "collega [person:marit] heeft geruild",
    "de heren [person:Jan Willem de Boer] en [person:Piet]",
    # families, couples, initials, interfixes, possessives
    "ouders heten [person:Joost en Carla de Wit]",
    "[person:J.A. de Vries] is ontslagen",
    "patient [person:B.] is overleden",
    "[person:mevr. de V.] was in paniek",
    "[person:sjoerds] vriendin was erbij",
    "[person:Piet's] vrouw belde",
    "[person:mevr. M. El Idrissi-Bakkali] wil een tolk",
    "[person:Mw v.d. Berg] viel",
    "[person:Wil Koning] heeft copd",
    # bed and room beside a named person
    "[location:kamer 12] [person:mevr jansen] is verward",
    "[person:Nguyen] op [location:bed 4] heeft koorts",
    # where somebody lives
    "de patient woont in [location:Tiel] aan de [address:Kerkstraat 14]",
    "[address:prins hendriklaan 6b], [address:8161 ab] [location:epe]",
    "[person:Ahmed] uit [location:Gouda] kwam terug",
    "huisbezoek op de [address:Nieuwe Gracht 12 bis]",
    # numbers
    "bsn [bsn:9999.61.639] verkeerd ingevuld",
    "[bsn:999932445] stond in de brief",
    "tel [phone:+31 6 12345678] van de zoon",
    "bel [phone:0341-560178] terug",
    "mdn: [patient_number:3344556] verkeerde brief",
    "dossiernr [patient_number:QB-7714309] open laten staan",
    "mail van [email:t.hulshof@live.nl] gekregen",
    "patient geb. [date_of_birth:12 mrt 1956] met koorts",
    "mevr [date_of_birth:1-2-1990], huilde",
    # ages above 89
    "een patient van [age_over_89:97] met delier",
    "[age_over_89:92]-jarige man met pneumonie",
    "een [age_over_89:vierennegentigjarige] man",
)

CLEAN = (
    "de patient had de ziekte van Crohn",
    "bricker deviatie en hartmann procedure gezien",
    "ik gaf feedback volgens pendleton",
    "Thomas spalk aangelegd",
    "het Albert Schweitzer ziekenhuis is mijn opleidingskliniek",
    "mijn stage in Zwolle begint in maart",
    "kpb bij dr. op de poli laten invullen",
    "mijn opleider vindt dat ik groei",
    "mevrouw stuurde de thuiszorg weg",
    "meneer vond dat ik te jong was",
    "zuster gevraagd om een extra infuus",
    "in bed 14 lag een zieke man",
    "een kind geboren met 36 weken",
    "een patient van 67 met hartfalen",
    "saturatie van 94 procent, pols 98",
    "voor patienten ouder dan 90 jaar geldt dit niet",
    "op 12-03-2026 heb ik mijn gesprek",
    "0900-1515 is het nummer van de helpdesk",
    "PMID 31234567 gelezen voor mijn cat",
    "een bakker met eczeem aan zijn handen",
    "max 3 keer per dag",
    "op 3 jan start mijn stage",
    "Global Health module over malaria gevolgd",
    "Augmentin gegeven bij een penicillineallergie",
)


def unmark(marked: str) -> tuple[str, list[tuple[str, str, int]]]:
    text, spans, at = "", [], 0
    for mark in re.finditer(r"\[(\w+):([^\]]*)\]", marked):
        text += marked[at : mark.start()]
        spans.append((mark.group(1), mark.group(2), len(text)))
        text += mark.group(2)
        at = mark.end()
    return text + marked[at:], spans


@pytest.mark.parametrize("marked", FOUND)
def test_found_with_kind_and_edges(read: Read, marked: str) -> None:
    text, expected = unmark(marked)
    assert [(span.kind, span.quote.text, span.quote.start) for span in read(text)] == expected


@pytest.mark.parametrize("text", CLEAN)
def test_clean(read: Read, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "marked", ["ik sprak met [person:marieke de boer] over de uitslag", "[person:mw bouazza] viel"]
)
def test_capitals_make_no_difference(read: Read, marked: str) -> None:
    text, expected = unmark(marked)
    for written in (text, text.upper(), text.capitalize()):
        found = [(span.kind, span.quote.text.lower(), span.quote.start) for span in read(written)]
        assert found == expected
