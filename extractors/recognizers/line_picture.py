"""Decides how a line is shown to an eye that reads single lines: at a height it likes, framed with paper."""

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.line_finder import Strip

_FRAME_PX = (6, 6, 10, 10)
_PAPER_PERCENTILE = 90


def line_picture(gray: Pixels, strip: Strip, height_px: int) -> tuple[Pixels, float]:
    """The framed line, and by how much it was scaled."""
    crop = strip.crop(gray)
    scale = height_px / crop.shape[0]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(crop, (max(1, round(crop.shape[1] * scale)), height_px), interpolation=how)
    paper = float(np.percentile(crop[::2, ::2], _PAPER_PERCENTILE))
    return np.asarray(cv2.copyMakeBorder(scaled, *_FRAME_PX, cv2.BORDER_CONSTANT, value=(paper,)), np.uint8), scale
