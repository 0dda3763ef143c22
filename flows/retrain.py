"""The retraining flow: what people confirmed is learned from every night, in a process of its own."""

import subprocess
import sys

from prefect import flow

TIME_LIMIT_SECONDS = 4 * 3600


@flow(name="retrain")
def retrain() -> str:
    """Runs `foureyes train`: training is another folder's and needs much memory for a short time. Returns what it reports."""
    command = [sys.executable, "-m", "flows.cli", "train"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(f"foureyes train ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout
