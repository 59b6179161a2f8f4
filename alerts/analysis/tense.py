"""How a text speaks of its event: as planned, as going on, as over, as unsure or as denied."""

import re

from alerts.analysis.names import EXCHANGES

THING = r"(?:token|coin|airdrop|tge|launch|listing|ico|ido|presale|pre-sale|sale|snapshot|claim)"
ENTITY = r"(?:an?\s|the\s|any\s|its\s|our\s|their\s|native\s|official\s|new\s|own\s){0,3}"
DENIED = re.compile(
    rf"\b(?:there (?:is|are|was|will be)|we have|has|have)\s(?:currently\s)?no\s"
    rf"(?:plans?\b|(?:\$?\w+\s){{0,2}}?{THING})|"
    rf"\bno\s(?:plans?\s(?:to|for|on)\s(?:\w+\s){{0,3}}{ENTITY}(?:launch|issue|release|token|airdrop|list|coin)|"
    rf"(?:official\s|native\s|immediate\s)?{THING}\s?"
    rf"(?:is\s)?(?:planned|yet|exists|coming|plans|at this|for now|has been)|{THING}[,.!]?\s(?:team|founder|ceo|says))|"
    rf"\b(?:(?:is|are|was|were|will|do|does|did|has|have|would)\snot|(?:will|would)\snever|isn't|aren't|won't|doesn't|don't|"
    rf"didn't|hasn't)\s"
    rf"(?:currently\s|be\s|been\s|have\s|having\s|planning to\s|plan to\s|going to\s|intend to\s){{0,2}}"
    rf"(?:launch(?:ing|ed)?|issu(?:e|ing)|releas(?:e|ing)|airdrop(?:ping)?|list(?:ing)?|doing|"
    rf"do)\s{ENTITY}(?:\$?\w+\s){{0,2}}?{THING}|"
    rf"\b(?:denies|denied|debunks?|refutes?|rejects?|dismisses?)\s(?:any\s|its\s|the\s|all\s)?(?:plans?|launching|having|rumou?rs?|reports?|claims?|"
    rf"planning|listing|{ENTITY}{THING})\b|"
    rf"\b(?:fake|false|hoax)\b[^.\n]{{0,30}}(?:{THING}|claims?|reports?|rumou?rs?)|\bnot (?:real|true|an official)\b"
)
DELAYED = re.compile(
    r"\b(?:delay(?:s|ed|ing)?|postpon(?:e|es|ed|ing)|push(?:es|ed|ing)? back|cancel(?:s|led|ed|ling|ing)?|call(?:s|"
    r"ed) off|on hold|"
    r"reschedul(?:es?|ed|ing)|put off|paus(?:es|ed)|suspend(?:s|ed)|scraps?|scrapped|shelv(?:es|ed))\b"
)
UNSURE = re.compile(
    r"\b(?:rumou?rs?|rumou?red|reportedly|speculat\w+|could|might|may (?:be|soon|launch|list|release|have|also|"
    r"airdrop|get|debut)|eyeing|eyes|"
    r"consider(?:s|ing)|in talks|mulls?|weighs?|exploring|allegedly|unconfirmed|leak(?:s|ed)?|hearing that|"
    r"possibl[ey]|likely to|"
    r"potential(?:ly)?|insiders? say|sources? say|wants? to)\b"
)
OVER = re.compile(
    r"\b(?:(?:has|have|is|are|was|were)\s(?:now\s|officially\s|been\s)?(?:ended|concluded|completed|closed|finished|"
    r"sold out|over)|sold out|"
    r"(?:was|were) (?:airdropped|launched|listed|released|distributed)|successfully (?:completed|concluded|closed|"
    r"finished)|"
    r"(?:years?|months?|weeks?) ago|last (?:year|month)|throw ?back|look(?:ing)? back|after (?:the|its|"
    r"their) (?:launch|airdrop|tge|listing|sale|ico)|"
    r"since (?:the|its|their)? ?(?:launch|airdrop|tge|listing|debut))\b"
)
NOW = re.compile(
    r"\b(?:(?:is|are|now|went)\s(?:now\s|officially\s|finally\s){0,2}live|(?:goes|going)\slive(?!\s(?:on|at|in|by|"
    r"next|this|tomorrow))|live now|(?:is|are) here|just (?:launched|went live|dropped|listed|opened)|"
    r"just now|last chance|(?:in|within) (?:the |its )?first (?:hour|day|24 hours|minutes)|right now|began trading|"
    r"begun trading|has began|"
    r"(?:starts|begins|opens) trading|kicks? off trading|trading (?:is |now )*(?:open|live|starts|begins)|today is|"
    r"minutes (?:after|left)|hours? left|"
    r"(?:airdrop|claims?|(?:pre-?)?sale|ico|ido|listing|fairlaunch) live|"
    r"ends (?:today|tonight|soon)|trading to open|(?:is|are) now open|"
    rf"(?<!go )(?<!goes )(?<!going )(?<!be )live on (?:{'|'.join(map(re.escape, sorted(EXCHANGES)))})|"
    r"market support for|now trading)\b|\[live\b"
)
PRESENT = re.compile(
    r"(?<!be )(?<!been )(?<!to )(?<!will )\b(?:launches|debuts?|releases?|released|unveils|rolls out|issues|drops|"
    r"goes live|arrives|hits|lists|mints|introduces|deploys|launched)\b"
)
OPEN = re.compile(
    r"\b(?:(?:has|have|is|are)\s(?:now\s|officially\s|finally\s)?(?:begun|began|started|opened|ongoing|open|"
    r"under ?way|available|claimable|launched)|ongoing|"
    r"now (?:open|available|claimable)|claims? (?:is |are |now )?(?:open|live)|kicks? off|starts|started|opens|"
    r"begins|reopens?|raises?|raised|airdropping|"
    r"airdropped|claim (?:now|your|date|portal|page|window)|can (?:now )?claim|snapshot|day \d+ of|sells|"
    r"distribut(?:es|ing)|earn)\b"
)
# Given to somebody in particular, with no word of a plan.
GIVEN = re.compile(
    r"\b(?:airdrop|tokens?) (?:for|to) (?:\S+ ){0,5}?(?:stakers|holders|donors|users|voters|depositors)\b"
)
PLANNED = re.compile(
    r"\b(?:will|to (?:launch|list|airdrop|sell|open|debut|release|issue|reward|distribute|raise|host|hold|introduce|"
    r"receive|get)|set to|slated|scheduled|"
    r"upcoming|coming|soon|plans?|planned|planning|signals?|hints?|teases?|prepar\w+|about to|going to|announc\w+|"
    r"confirm\w*|introducing|unveils?|"
    r"reveals?|brings?|expected|join|sign up|whitelist|register|ahead of)\b"
)
# A text in which the thing is merely planned, whatever else it says of it.
FAR = re.compile(
    r"\b(?:set to|plans?|planned|planning|upcoming|coming soon|soon|hints?|signals?|teases?|prepar\w+|brings?|"
    r"ahead of|roadmap|"
    r"to (?:launch|airdrop|issue|release|raise|host|hold)|will (?:launch|airdrop|have|get|issue|release|hold|"
    r"take place|'?reward)|partners? with)\b"
)
HOSTED = re.compile(
    r"\b(?:will (?:list|support|open|be (?:listed|launched))|to list|listing|will launch|pre-market|"
    r"is set to launch|lists|introducing)\b"
)
# What to do for a share: whoever lists it has opened the door.
TASKS = re.compile(
    r"\b(?:tasks?|per referral|referrals?|winners|retweet|rewards? ?:|start(?: the)? bot|"
    r"join (?:here|now|our|the)|register|sign up|fill (?:in )?the form|submit (?:your )?|up to \d|free \d)"
)
CALENDAR = re.compile(r"^\[[^\]\n]{2,60}\] ")
