"""The pictures of the conversations are those of the files beside them."""

from dialogs.content import HERE
from dialogs.library import Library
from dialogs.picture import album, mermaid


def test_the_page_beside_the_flows_is_up_to_date(library: Library) -> None:
    assert (HERE / "flows" / "README.md").read_text(encoding="utf-8") == album(library)


def test_every_step_is_in_the_picture(library: Library) -> None:
    for flow in library.flows.values():
        picture = mermaid(flow)
        assert [step.id for step in flow.steps if f"    {step.id}" not in picture] == []
