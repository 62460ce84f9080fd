"""By what dangerous things are known, wherever they are found."""

import re
import struct

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_END = b"PK\x05\x06"
# Programs for Windows, Linux, macOS and Java; links and installers of Windows.
PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00", b"#!", b"dex\n",
)  # fmt: skip
# What a double click would run, or what opens as a page or a disk.
ENDINGS = """
    ade adp apk app application appref-ms appx asp aspx bat chm class cmd com cpl dll dmg docm dotm
    exe gadget hta htm html img inf ins iso jar jnlp js jse jsp ksh lnk mht mhtml msc msi msp mst
    ocx one pif php potm ppam ppsm pptm ps1 psm1 py pyw rb reg scf scr sct settingcontent-ms sh shs
    svg swf sys url vb vbe vbs vhd vhdx wasm ws wsc wsf wsh xhtml xla xlam xll xlsm xltm xht
    xsl xslt
"""
RUNS = frozenset(ENDINGS.split())
MARKUP = re.compile(rb"<script|<\?php|<!doctype\s+html|<html[\s>]|javascript:", re.IGNORECASE)


def is_program(data: bytes) -> bool:
    return data.startswith(PROGRAMS)


def runs(name: str) -> bool:
    """Whether a name promises something that runs; also a name that hides it behind dots, spaces
    or characters nobody sees."""
    bare = "".join(char for char in name if char.isprintable()).rstrip(". ").lower()
    return bare.rpartition(".")[2].strip() in RUNS if "." in bare else False


def ends_as_zip(data: bytes) -> bool:
    """Whether programs that read an archive from its end would find one here."""
    start = data.rfind(ZIP_END, max(0, len(data) - 65_557))
    while start != -1:
        end = data[start : start + 22]
        if len(end) == 22:
            (comment,) = struct.unpack("<H", end[20:])
            if start + 22 + comment == len(data):
                return True
        start = data.rfind(ZIP_END, max(0, len(data) - 65_557), start)
    return False
