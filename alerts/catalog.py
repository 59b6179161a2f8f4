"""The companies and feeds that a fresh installation starts with."""

from typing import NamedTuple

from alerts.models import Company, Priority
from alerts.source_catalog import load_sources


class CompanyEntry(NamedTuple):
    name: str
    tokens: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    priority: Priority = Priority.MEDIUM
    website: str = ""
    twitter_handle: str = ""
    description: str = ""


COMPANIES = (
    CompanyEntry(
        "MetaMask",
        ("MASK",),
        ("Consensys",),
        ("Mask Network",),
        Priority.HIGH,
        "https://metamask.io",
        "MetaMask",
        "Ethereum wallet by Consensys.",
    ),
    CompanyEntry(
        "Polymarket", ("POLY",), (), (), Priority.HIGH, "https://polymarket.com", "Polymarket", "Prediction market."
    ),
    CompanyEntry(
        "OpenSea", ("SEA",), (), (), Priority.HIGH, "https://opensea.io", "opensea", "NFT and token marketplace."
    ),
    CompanyEntry(
        "MegaETH",
        ("MEGA",),
        ("Mega ETH",),
        (),
        Priority.HIGH,
        "https://www.megaeth.com",
        "megaeth",
        "Real-time Ethereum layer 2.",
    ),
    CompanyEntry("Monad", ("MON",), (), (), Priority.HIGH, "https://www.monad.xyz", "monad", "Parallel EVM layer 1."),
    CompanyEntry(
        "Linea", ("LINEA",), (), (), Priority.MEDIUM, "https://linea.build", "LineaBuild", "zkEVM layer 2 by Consensys."
    ),
    CompanyEntry(
        "Hyperliquid",
        ("HYPE",),
        (),
        (),
        Priority.HIGH,
        "https://hyperliquid.xyz",
        "HyperliquidX",
        "Perpetuals exchange and layer 1.",
    ),
    CompanyEntry(
        "EigenLayer",
        ("EIGEN",),
        ("EigenCloud", "Eigen Labs", "Eigen Foundation"),
        (),
        Priority.MEDIUM,
        "https://www.eigencloud.xyz",
        "eigencloud",
        "Restaking on Ethereum.",
    ),
    CompanyEntry(
        "LayerZero",
        ("ZRO",),
        ("LayerZero Labs",),
        (),
        Priority.MEDIUM,
        "https://layerzero.network",
        "LayerZero_Core",
        "Messages between chains.",
    ),
    CompanyEntry(
        "zkSync",
        ("ZK",),
        ("Matter Labs", "ZKsync"),
        (),
        Priority.MEDIUM,
        "https://zksync.io",
        "zksync",
        "Zero-knowledge rollups.",
    ),
    CompanyEntry(
        "Starknet",
        ("STRK",),
        ("StarkWare",),
        (),
        Priority.MEDIUM,
        "https://www.starknet.io",
        "Starknet",
        "Zero-knowledge layer 2.",
    ),
    CompanyEntry(
        "Celestia", ("TIA",), (), (), Priority.MEDIUM, "https://celestia.org", "celestia", "Data availability layer."
    ),
    CompanyEntry(
        "Berachain",
        ("BERA",),
        (),
        (),
        Priority.MEDIUM,
        "https://www.berachain.com",
        "berachain",
        "Layer 1 with proof of liquidity.",
    ),
    CompanyEntry(
        "Jupiter",
        ("JUP",),
        ("Jupiter Exchange", "Jup DAO"),
        ("planet", "NASA", "Jupiter Wellness"),
        Priority.MEDIUM,
        "https://jup.ag",
        "JupiterExchange",
        "Swap aggregator on Solana.",
    ),
    CompanyEntry(
        "Pump.fun",
        ("PUMP",),
        ("pumpfun", "PumpSwap"),
        (),
        Priority.HIGH,
        "https://pump.fun",
        "pumpdotfun",
        "Token launchpad on Solana.",
    ),
    CompanyEntry(
        "Aztec",
        ("AZTEC",),
        ("Aztec Network", "Aztec Labs"),
        ("Aztec Empire", "Aztecs"),
        Priority.MEDIUM,
        "https://aztec.network",
        "aztecnetwork",
        "Private layer 2.",
    ),
    CompanyEntry(
        "Espresso Systems",
        ("ESP",),
        ("Espresso Network", "Espresso Foundation"),
        (),
        Priority.LOW,
        "https://www.espressosys.com",
        "EspressoSys",
        "Shared sequencing for rollups.",
    ),
    CompanyEntry(
        "Babylon",
        ("BABY",),
        ("Babylon Labs", "Babylon Foundation"),
        ("Babylon 5", "ancient Babylon"),
        Priority.LOW,
        "https://babylonlabs.io",
        "babylonlabs_io",
        "Bitcoin staking.",
    ),
    CompanyEntry(
        "Caldera",
        ("ERA",),
        ("Caldera Foundation",),
        ("volcano", "Yellowstone"),
        Priority.MEDIUM,
        "https://caldera.xyz",
        "Calderaxyz",
        "Rollup platform.",
    ),
    CompanyEntry(
        "Fabric Cryptography",
        (),
        ("Fabric Foundation",),
        ("Hyperledger Fabric", "Microsoft Fabric"),
        Priority.LOW,
        "https://www.fabriccryptography.com",
        "fabric_crypto",
        "Hardware for cryptography.",
    ),
    CompanyEntry(
        "Farcaster", (), (), (), Priority.LOW, "https://www.farcaster.xyz", "farcaster_xyz", "Social protocol."
    ),
    CompanyEntry(
        "Phantom Wallet",
        (),
        ("Phantom wallet app",),
        (),
        Priority.LOW,
        "https://phantom.com",
        "phantom",
        "Solana wallet.",
    ),
    CompanyEntry(
        "Ethena",
        ("ENA",),
        ("Ethena Labs",),
        (),
        Priority.MEDIUM,
        "https://ethena.fi",
        "ethena_labs",
        "Synthetic dollar.",
    ),
    CompanyEntry(
        "World Liberty Financial",
        ("WLFI",),
        ("World Liberty",),
        (),
        Priority.HIGH,
        "https://worldlibertyfinancial.com",
        "worldlibertyfi",
        "Decentralised finance project.",
    ),
)


def load_catalog() -> None:
    """Add the companies and feeds that are not there yet; what an operator changed stays as it is."""
    for entry in COMPANIES:
        values = {
            **entry._asdict(),
            **{name: list(getattr(entry, name)) for name in ("tokens", "aliases", "exclusions")},
        }
        Company.objects.get_or_create(name=entry.name, defaults=values)
    load_sources()
