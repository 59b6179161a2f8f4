"""Folding of letters, and words that are too common to stand for a company or a token."""

QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\xa0", "''\"\"---- ")


def fold(text: str) -> str:
    """Return ``text`` in lower case with plain quotes and dashes, every character at its old place."""
    text = text.translate(QUOTES)
    lower = text.lower()
    return (
        lower if len(lower) == len(text) else "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    )


WORDS = """
a act ace age ai all alpha and ape any app arc are art as at atom aura auto avail axis baby ball bank base bat
beam best beta bid bit blast block blur bond boom box bull by call can card cash cat chain chat city claim close
cloud club coin core cow crown cut cyber dash data day deep dent dog down drift drop dusk earn edge end era etc
eth fact fair fan far fire first five flow flux fly for forth four free friend front fun fund game gas get gift
go gold good grass green grid gut hard hash has high hint hive hold home hook hop hot how hype id idea if ink
into ion iota is it its jam join just keep key kick kin kind king lab land last law layer lever life lift light
like link lit live lock long look loom loop love low luna made magic main make man many map mask may me mega
meta mind mint moon more move my near neo net new next nft no node not now ocean of off oil ok old om on one
only open or ore our out own pay peak pepe people pixel plan play poly pond port power prime pro pump pure push
quick rad rally rare ray real red rep request ring rise road rock rose run safe sale sand save scroll sea sei
send set she ship show side sign silver sky smart so soil sol sold space spark spell star stars steam step stop
storm story strike strong sub such sun super sure swap sweat sync team term test the theta they this tie time to
token ton top torn tower toys trac trade tree troy true trump trust turbo two uma up us usual val vana vibe vine
virtual vote wallet wan war wax we will win wing wink wolf world yes you zero
"""
ORDINARY_WORDS = frozenset(WORDS.split())
