"""The Accept-Encoding header (RFC 9110, section 12.5.3), as far as gzip goes. Pure."""


def takes_gzip(header: str) -> bool:
    """Whether the client prefers gzip, or takes it as gladly as anything else."""
    weights = dict(_weight(part) for part in header.lower().split(",") if part.strip())
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weight(part: str) -> tuple[str, float]:
    coding, _, parameters = part.partition(";")
    name, _, value = parameters.strip().partition("=")
    try:
        return coding.strip(), float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return coding.strip(), 0.0
