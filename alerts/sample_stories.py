"""Sample stories that several invented sources tell, and that go on; ``{d3}`` stands for the day three days ahead."""

# The part of the address after "sample:", the name, and the priority.
SOURCES = (
    ("news", "Sample items", 3),
    ("wire", "Sample wire", 2),
    ("gazette", "Sample gazette", 3),
    ("posts", "Sample posts", 4),
)

# Minutes ago, source, title, text.
STORIES = (
    # One launch, told four times.
    (
        3,
        "wire",
        "NEBX launches on {d3}, says Nebula Labs",
        "Nebula Labs has set the token generation event of $NEBX for {d3}. The new token will be claimable that day.",
    ),
    (
        2,
        "gazette",
        "Nebula Labs token has a date: NEBX goes live {d3}",
        "The long awaited $NEBX token of Nebula Labs will launch on {d3}, the team announced in a post.",
    ),
    (
        1,
        "posts",
        "It is official: the $NEBX token generation event is on {d3}",
        "Nebula Labs will launch its token $NEBX on {d3}. Check your allocation.",
    ),
    # From a rumour to the launch.
    (
        1388,
        "posts",
        "Thornbury is rumoured to launch a token THRN soon",
        "Two people familiar with the matter say that Thornbury may launch a token called $THRN. Nothing is confirmed.",
    ),
    (
        1105,
        "gazette",
        "Thornbury confirms that it will launch the THRN token",
        "Thornbury announced that it will launch its native token $THRN. A date will follow.",
    ),
    (
        655,
        "wire",
        "Thornbury to launch its THRN token on {d1}",
        "The token generation event of $THRN takes place on {d1}, Thornbury announced. The new token pays fees.",
    ),
    (
        21,
        "news",
        "Thornbury's THRN token is now live",
        "Thornbury launched its new token $THRN today, a day early. The $THRN token is live and claims are open.",
    ),
    # A launch that is put off.
    (
        1215,
        "wire",
        "Halyard Finance will launch its HLYD token on {d6}",
        "Halyard Finance announced that its new token $HLYD launches on {d6}. The token generation event is public.",
    ),
    (
        44,
        "wire",
        "Halyard Finance delays its token launch after an audit",
        "The launch of $HLYD is postponed, Halyard Finance said. A new date will follow.",
    ),
    # A day that is corrected.
    (
        720,
        "news",
        "Marrow Protocol airdrop: MRRW claim opens on {d5}",
        "Marrow Protocol announced that users can claim the new $MRRW token from {d5}.",
    ),
    (
        12,
        "wire",
        "Marrow Protocol airdrop: MRRW claim opens on {d8}, not before",
        "Marrow Protocol announced a new date: the claim of the $MRRW airdrop opens on {d8}.",
    ),
    # A delay of something that nobody had told of before.
    (
        268,
        "gazette",
        "Tessera Chain delays its airdrop",
        "Tessera Chain postponed the airdrop of its $TSRA token by two weeks.",
    ),
)
