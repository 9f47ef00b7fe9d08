"""A storage that speaks S3, on this machine and empty: what a lake in a bucket is tried on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_EC2_METADATA_DISABLED": "true"}


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of the server, http://127.0.0.1:port, while it stands."""
    from moto.server import ThreadedMotoServer  # half a second, which only its own tests should wait

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket_url(s3: str) -> Iterator[Callable[[], str]]:
    """Makes a bucket and says the lake's URL in it; whoever reads it finds the keys in the environment."""

    def make() -> str:
        bucket = f"stays-{secrets.token_hex(4)}"
        urlopen(Request(f"{s3}/{bucket}", method="PUT")).close()
        where = s3.removeprefix("http://")
        return f"s3://{bucket}/lake?scheme=http&region=us-east-1&endpoint_override={where}"

    with pytest.MonkeyPatch.context() as environment:
        for name, value in KEYS.items():
            environment.setenv(name, value)
        yield make
