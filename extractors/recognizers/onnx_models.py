"""Decides where the second engine's models come from: what is installed, never the network."""

from importlib.util import find_spec
from pathlib import Path

import onnxruntime

from models.errors import MissingTool

# Warnings of the runtime about its graph are no news to an operator.
_ERRORS_ONLY = 3


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A model on one thread; raises MissingTool where it is not there."""
    if not path.is_file():
        raise MissingTool(f"The model {path.name} is not installed. Install again: uv sync")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # Pages and lines differ in size, and an arena keeps memory for the largest of them for ever; it gained no time.
    options.enable_cpu_mem_arena = False
    # So does a plan for every size it has met: 1800 lines of all widths took 120 MB, without it none, in the same time.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def letters_of(session: onnxruntime.InferenceSession) -> list[str]:
    """The letters a line reader knows, in the order of its output, without the blank before and the space behind them."""
    letters: str = session.get_modelmeta().custom_metadata_map["character"]
    return letters.split("\n")


def rapidocr_model(name: str) -> Path:
    """Where a model of rapidocr's wheel lies. The package is not imported: only its models are used, not its pipeline and its logging."""
    found = find_spec("rapidocr")
    folder = next(iter((found and found.submodule_search_locations) or ()), "")
    return Path(folder) / "models" / name
