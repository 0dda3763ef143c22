"""Names the machine eyes there are."""

from collections.abc import Callable, Mapping

from extractors.protocols import Recognizer
from extractors.recognizers.rapid import RapidRecognizer
from extractors.recognizers.tesseract import TesseractRecognizer

RECOGNIZERS: Mapping[str, Callable[[str], Recognizer]] = {
    "rapidocr": RapidRecognizer,
    "tesseract": TesseractRecognizer,
}


def open_recognizer(name: str, languages: str) -> Recognizer:
    """The eye of this name, its models loaded; raises MissingTool where one is not installed."""
    return RECOGNIZERS[name](languages)
