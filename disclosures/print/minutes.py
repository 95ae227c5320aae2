"""What stands on the minutes (biên bản) of a posting, as plain words; `pdf` draws them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Minutes:
    """One page in the order of Nghị định 30/2020/NĐ-CP; Vietnamese, to be signed by hand.

    `facts` are numbered; `blanks` are the lines that whoever was there fills in.
    """

    superior: str
    organ: tuple[str, ...]
    number: str
    motto: tuple[str, str]
    place_and_day: str
    sample: str
    heading: str
    title: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    blanks: tuple[str, ...]
    closing: str
    signers: tuple[str, ...]
    sign_here: str
    recipients: tuple[str, ...]
    foot: str
