"""Decides where models come from and what runs them: what is installed, never the network, one thread a process."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.errors import MissingTool

# OpenVINO reports its use to its makers where this package is installed; documents are nobody else's business.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # what stands for a module that must not be imported
import openvino  # noqa: E402 - see above

Values = NDArray[np.float32]

# Warnings of the runtime about its graph are no news to an operator.
_ERRORS_ONLY = 3


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A model for many small inputs, in 8-bit integers where it has them; raises MissingTool where it is not there."""
    _check_installed(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # Pages and lines differ in size, and an arena keeps memory for the largest of them for ever; it gained no time.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def open_compiled(path: Path) -> Callable[[Values], Values]:
    """A model for few large inputs, compiled for this processor; raises MissingTool where it is not there.

    A page of 0.7 megapixels takes the detector 0.07 s where the processor counts in bfloat16, 0.12 s where it does not, and 0.19 s
    in onnxruntime; for lines of writing it is the slower one.
    """
    _check_installed(path)
    how = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY"}
    core = openvino.Core()
    if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        how["INFERENCE_PRECISION_HINT"] = "bf16"
    request = core.compile_model(path, "CPU", how).create_infer_request()

    def run(values: Values) -> Values:
        return np.asarray(request.infer({0: values}, share_inputs=True)[0], np.float32)

    return run


def _check_installed(path: Path) -> None:
    if not path.is_file():
        raise MissingTool(f"The model {path.name} is not installed. Install again: uv sync")


def letters_of(session: onnxruntime.InferenceSession) -> list[str]:
    """The letters a line reader knows, in the order of its output, without the blank before and the space behind them."""
    letters: str = session.get_modelmeta().custom_metadata_map["character"]
    return letters.split("\n")


def rapidocr_model(name: str) -> Path:
    """Where a model of rapidocr's wheel lies. The package is not imported: only its models are used, not its pipeline and its logging."""
    found = find_spec("rapidocr")
    folder = next(iter((found and found.submodule_search_locations) or ()), "")
    return Path(folder) / "models" / name
