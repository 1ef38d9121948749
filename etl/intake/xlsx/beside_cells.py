"""What a workbook's XML says beside its cells: only what a form needs is known here, anything else is not kept.

Programs write many things around the cells (names, links, conditions, ids of their own). A list of what they write
where nobody added anything is short and closed; a list of where a person may have left something never ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from etl.intake.personal.accounts import without_accounts
from etl.intake.xlsx.xml_events import Attributes, local_name, prefix_and_name, read_xml


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EXTENSIONS = "extLst ext AlternateContent Choice Fallback"
KNOWN_ELEMENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "worksheet": _words(
            "worksheet sheetPr tabColor outlinePr pageSetUpPr dimension sheetViews sheetView pane selection"
            " sheetFormatPr cols col sheetData row c v f is t r rPr b i u strike sz color rFont family charset scheme"
            " vertAlign sheetCalcPr sheetProtection mergeCells mergeCell phoneticPr autoFilter conditionalFormatting"
            " conditionalFormattings cfRule formula dataValidations dataValidation formula1 formula2 sqref printOptions"
            " pageMargins pageSetup headerFooter oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter"
            " rowBreaks colBreaks brk ignoredErrors ignoredError hyperlinks hyperlink drawing legacyDrawing "
            + _EXTENSIONS
        ),
        "workbook": _words(
            "workbook fileVersion workbookPr workbookProtection bookViews workbookView sheets sheet definedNames"
            " definedName calcPr extCalcPr revisionPtr calcFeatures feature " + _EXTENSIONS
        ),
        "styles": _words(
            "styleSheet numFmts numFmt fonts font b i u strike sz color name family charset scheme vertAlign condense"
            " extend outline shadow fills fill patternFill gradientFill stop fgColor bgColor borders border left right"
            " start end top bottom diagonal vertical horizontal cellStyleXfs cellXfs xf alignment protection cellStyles"
            " cellStyle dxfs dxf tableStyles tableStyle tableStyleElement colors indexedColors rgbColor mruColors"
            " slicerStyles timelineStyles " + _EXTENSIONS
        ),
        "sharedStrings": _words(
            "sst si t r rPr b i u strike sz color rFont family charset scheme vertAlign phoneticPr"
        ),
        "relations": _words("Relationships Relationship"),
        "types": _words("Types Default Override"),
        "core": _words(
            "coreProperties creator lastModifiedBy created modified language revision title lastPrinted description"
            " subject keywords category contentStatus version identifier"
        ),
        "application": _words(
            "Properties Application AppVersion DocSecurity ScaleCrop HeadingPairs TitlesOfParts vector variant lpstr i4"
            " LinksUpToDate SharedDoc HyperlinksChanged TotalTime Template Company Manager HyperlinkBase"
        ),
        "custom": _words("Properties"),
        "calculation": _words("calcChain c"),
    }
)
# Elements whose text belongs to the form, or is looked at where cells and authors are.
_TEXT_IS_KNOWN = _words(
    "t v f is creator lastModifiedBy Manager created modified language revision title lastPrinted Application"
    " AppVersion DocSecurity ScaleCrop lpstr i4 LinksUpToDate SharedDoc HyperlinksChanged TotalTime"
)
# Texts of these are the form's own only where the elements are: an extension's may hold anything.
_OF_CELLS = _words("t v is")
_FORMULAS = _words("formula formula1 formula2 f sqref definedName")
_GUID = r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
_RANGE = r"\$?(?:[A-Z]{1,3})?\$?[0-9]{1,7}"
# Numbers, words of the format (`bottomLeft`), yes and no, colours, cells, ids.
_TECHNICAL = re.compile(
    r"|-?[0-9.,]{1,24}(?:[Ee][+-]?[0-9]{1,3})?%?|[a-z][A-Za-z0-9]{0,40}|[0-9A-F]{6,8}"
    r"|\s*(?:[01]|(?i:true|false|on|off))\s*"
    rf"|[A-Z]{{1,3}}:[A-Z]{{1,3}}|{_RANGE}(?::{_RANGE})?(?: {_RANGE}(?::{_RANGE})?)*"
    rf"|(?:[0-9]{{1,2}}_)?(?:ncr:[0-9]{{1,2}}_)?{_GUID}"
)
_SCHEMA = re.compile(
    r"(?:https?://(?:schemas\.(?:openxmlformats|microsoft|libreoffice)\.(?:org|com)|purl\.(?:oclc\.)?org|www\.w3\.org)"
    r"/|urn:schemas-microsoft-com:)[\w./:#-]*"
)
_PATH = re.compile(r"[\w./ -]+")
_STYLE = re.compile(r"(?:Table|Pivot|Slicer|TimeSlicer|Timeline)Style\w*")
PROMPTS = ("prompt", "error", "promptTitle", "errorTitle")
_NAMED: Mapping[tuple[str, str], re.Pattern[str]] = MappingProxyType(
    {
        ("sheet", "name"): re.compile(r".*", re.DOTALL),
        ("sheet", "id"): re.compile(r"\w{1,40}"),
        ("drawing", "id"): re.compile(r"\w{1,40}"),
        ("legacyDrawing", "id"): re.compile(r"\w{1,40}"),
        ("pageSetup", "id"): re.compile(r"\w{1,40}"),
        ("hyperlink", "location"): re.compile(r".*", re.DOTALL),  # judged by `_leads_inside`
        ("definedName", "name"): re.compile(r"_xlnm\.\w+"),
        ("sheetPr", "codeName"): re.compile(r"Sheet[0-9]+"),
        ("workbookPr", "codeName"): re.compile(r"ThisWorkbook"),
        ("fileVersion", "appName"): re.compile(r"xl|Calc"),
        ("calcPr", "refMode"): re.compile(r"A1|R1C1"),
        ("extCalcPr", "stringRefSyntax"): re.compile(r"\w{1,12}"),
        ("feature", "name"): re.compile(r"microsoft\.com:\w{1,20}"),
        ("numFmt", "formatCode"): re.compile(r'(?:"[^"]{0,6}"|[^"])*'),
        ("name", "val"): re.compile(r"[\w .-]{1,40}"),
        ("rFont", "val"): re.compile(r"[\w .-]{1,40}"),
        ("cellStyle", "name"): re.compile(
            r"Normal(?:\w? ?[0-9]{0,2})?|Comma|Comma \[0\]|Currency|Currency \[0\]|Percent|Hyperlink|Default"
        ),
        ("tableStyles", "defaultTableStyle"): _STYLE,
        ("tableStyles", "defaultPivotStyle"): _STYLE,
        ("slicerStyles", "defaultSlicerStyle"): _STYLE,
        ("timelineStyles", "defaultTimelineStyle"): _STYLE,
        ("Relationship", "Id"): re.compile(r"\w{1,40}"),
        ("Relationship", "Type"): _SCHEMA,
        ("Relationship", "Target"): _PATH,
        ("Relationship", "TargetMode"): re.compile("Internal"),
        ("Default", "Extension"): re.compile(r"\w{1,12}"),
        ("Default", "ContentType"): re.compile(r"[\w.+/-]+"),
        ("Override", "ContentType"): re.compile(r"[\w.+/-]+"),
        ("Override", "PartName"): _PATH,
        # What the form itself prompts, in cells of its own; where personal data stands in it the file is stopped.
        **{("dataValidation", name): re.compile(r".*", re.DOTALL) for name in PROMPTS},
    }
)  # fmt: skip
_PREFIXES = re.compile(r"(?:xr[0-9]*|x14ac|x15ac|x15|x14|x16r[0-9]|mc|r|xml|xsi|xcalcf)")
_IGNORABLE = re.compile(r"[a-z0-9 ]*|dcterms:W3CDTF|[a-z0-9]+(?: [a-z0-9]+)*")
_WORTH_A_LOOK = re.compile(r"[@＠﹫]|%40|[0-9](?:\D*+[0-9]){5}")
_QUOTED_SHEET = re.compile(r"'(?:[^'\[\]]|'')*'!")
# A cell of the workbook, as a link names it: 'a sheet'!B2.
_INSIDE = re.compile(rf"(?:'((?:[^']|'')+)'|([^'!]+))!{_RANGE}")
_WORD = re.compile(r"[^\W\d_]\w{3,}(?![\w(!.])")


@dataclass
class Beside:
    """Collects what stands beside the cells: `texts` to be looked at for personal data; `more`: not of the form.

    `names_account` says that a program wrote there whose account worked on the file.
    """

    texts: list[str] = field(default_factory=list)
    more: bool = False
    names_account: bool = False
    sheet_names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    anything: bool = False
    element: str = ""
    pieces: list[str] = field(default_factory=list)

    def element_starts(self, name: str, attributes: Attributes) -> None:
        """Look at an element, the part's own or another's, and all that its attributes say."""
        if self.pieces:
            self.flush()
        raw, name = name, local_name(name)
        self.element = raw if name in _OF_CELLS else name
        if not self.anything and (name not in self.known or (name == "hyperlink" and not self._stays(attributes))):
            self.more = True
        for key, value in attributes.items():
            is_technical = _TECHNICAL.fullmatch(value)
            if is_technical and key.isalnum():
                continue
            prefix, bare = prefix_and_name(key)
            if is_technical and (not prefix or _PREFIXES.fullmatch(prefix)):
                continue
            self.look_at(value, f"{name}@{bare}")
            if not self.anything and not _is_of_the_format(name, prefix, bare, value):
                self.more = True

    def _stays(self, attributes: Attributes) -> bool:
        """Whether a link only leads to a cell of the workbook itself, as the links of our list of findings do."""
        targets = [key for key in attributes if prefix_and_name(key)[1] in ("location", "id")]
        found = _INSIDE.fullmatch(attributes["location"]) if targets == ["location"] else None
        return found is not None and (found[2] or found[1].replace("''", "'")) in self.sheet_names

    def element_ends(self, _: str) -> None:
        """The text of an element is complete."""
        if self.pieces:
            self.flush()
        self.element = ""

    def text(self, text: str) -> None:
        """Characters beside the cells."""
        self.pieces.append(text)

    def flush(self) -> None:
        """Judge the text collected so far."""
        text = "".join(self.pieces)
        self.pieces.clear()
        if not text or text.isspace():
            return
        self.look_at(text, self.element)
        if self.element in _FORMULAS:
            self.more = self.more or not _is_plain_formula(text)
        elif self.element not in _TEXT_IS_KNOWN:
            self.more = True

    def remark(self, text: str) -> None:
        """An XML comment or a processing instruction: no program that saves a form writes one."""
        self.more = True
        self.look_at(text)

    def stray(self, text: str) -> None:
        """A text of a cell that no program shows."""
        if text.strip():
            self.remark(text)

    def look_at(self, text: str, place: str = "") -> None:
        """Keep a text for the search for personal data, where it could hold any."""
        text = self.besides_accounts(place, text)
        if _WORTH_A_LOOK.search(text) and not _TECHNICAL.fullmatch(text):
            self.texts.append(text)

    def besides_accounts(self, place: str, text: str) -> str:
        """What a text says beside the accounts that programs write in this place."""
        rest = without_accounts(place, text)
        self.names_account = self.names_account or rest != text
        return rest

    def look_through(self, content: bytes, part: str, *, texts: bool = True) -> None:
        """A whole part. `part` is a key of KNOWN_ELEMENTS; of any other the elements are not judged, only looked at.

        Without `texts` those of the items are left out: cells are looked at elsewhere.
        """
        self.known = KNOWN_ELEMENTS.get(part, frozenset())
        self.anything = part not in KNOWN_ELEMENTS
        phonetic = is_read = False

        def start(name: str, attributes: Attributes) -> None:
            nonlocal phonetic, is_read
            phonetic = phonetic or name == "rPh"
            is_read = not texts and not phonetic and name == "t"
            self.element_starts(name, attributes)

        def end(name: str) -> None:
            nonlocal phonetic, is_read
            phonetic, is_read = phonetic and name != "rPh", False
            self.element_ends(name)

        def text(characters: str) -> None:
            if not is_read:
                self.text(characters)

        read_xml(content, start, end, text, self.remark)


@lru_cache(maxsize=32)
def looked_through(content: bytes, part: str) -> tuple[tuple[str, ...], bool]:
    """The texts of a part to be searched, and whether it holds more than a form's.

    Programs write the same looks and the same theme into every workbook: what was looked through once is known.
    """
    beside = Beside()
    beside.look_through(content, part)
    return tuple(beside.texts), beside.more


def _is_of_the_format(element: str, prefix: str, name: str, value: str) -> bool:
    if "xmlns" in (prefix, name):
        return _SCHEMA.fullmatch(value) is not None
    pattern = _NAMED.get((element, name))
    if pattern is not None:
        return pattern.fullmatch(value) is not None
    if name in ("Ignorable", "Requires", "type", "lang", "space"):
        return _IGNORABLE.fullmatch(value) is not None
    return name == "uri" and _SCHEMA.fullmatch(value) is not None


def _is_plain_formula(text: str) -> bool:
    """Whether a formula beside the cells is only of cells and functions, without words of its own."""
    if '"' in text or "[" in text:
        return False
    words = _WORD.findall(_QUOTED_SHEET.sub("", text))
    return all(word.upper() in ("TRUE", "FALSE") for word in words)
