"""Where programs write of themselves who worked on a file, and the accounts that they write there. Pure.

Nobody typed what stands in such a place: an account or a name in it is no reason to refuse a file, only not to keep it.
Whatever else stands there is judged as everywhere.
"""

from __future__ import annotations

import re

from etl.intake.personal.recognised import personal_kind, worth_a_look

# An element's text is placed as `parent/element`, an attribute as `element@attribute`; a property by its name.
_PLACES = re.compile(
    r"(?:.*/)?(?:creator|lastModifiedBy|X509IssuerName|X509SubjectName)"
    r"|UserInfo/(?:DisplayName|AccountId)|authors/author"
    r"|property:(?:MSIP_Label_[\w-]+_Owner|_AuthorEmail(?:DisplayName)?|SharedWithUsers|Author|Editor"
    r"|display_urn:schemas-microsoft-com:office:office#\w+)/\w+"
    r"|fileSharing@userName|absPath@url|userInfo@name|header@userName|scenario@user|customWorkbookView@name"
    r"|pivotCacheDefinition@refreshedBy|person@(?:displayName|userId)|dbPr@connection"
)
_MAIL = r"[\w.+'#-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*"
_ACCOUNT = re.compile(rf"(?:\b[A-Z]{{1,3}}::)?{_MAIL}(?:::[0-9A-Fa-f-]+)?")
# The folder of a user, in the path of a file.
_FOLDER = re.compile(rf"(?<=[\\/])((?:Users|home|Documents and Settings)[\\/]){_MAIL}(?=[\\/]|$)", re.IGNORECASE)


def without_accounts(place: str, text: str) -> str:
    """A text of this place without the accounts that a program wrote there; as it is where there are none."""
    if _PLACES.fullmatch(place):
        rest = _ACCOUNT.sub("", text)
        return "" if worth_a_look(rest) and personal_kind(rest) == "person_name" else rest
    return _FOLDER.sub(r"\1", text)
