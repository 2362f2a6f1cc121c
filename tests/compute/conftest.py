"""Tasks that workers can import, and one local cluster for all tests."""

import sys
from pathlib import Path

import pytest

# New processes take over the caller's search path.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def local_cluster():
    """Lend a cluster of two worker processes."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as running:
        yield running


@pytest.fixture
def cluster(local_cluster):
    """Give the address of the cluster."""
    return local_cluster.scheduler_address
