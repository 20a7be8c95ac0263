"""The layouts that can be written."""

from collections.abc import Mapping

from scotoma.export.formats.hub import HUB
from scotoma.export.formats.inspect_task import INSPECT
from scotoma.export.formats.lmms_eval import LMMS_EVAL
from scotoma.export.formats.mmvp import MMVP
from scotoma.export.formats.mmvp_vlm import MMVP_VLM
from scotoma.export.formats.own import OWN
from scotoma.export.formats.vlmevalkit import VLMEVALKIT
from scotoma.export.formats.webdataset import WEBDATASET
from scotoma.export.records import Format

__all__ = ["FORMATS"]

FORMATS: Mapping[str, Format] = {
    each.name: each for each in (OWN, MMVP, MMVP_VLM, HUB, VLMEVALKIT, LMMS_EVAL, INSPECT, WEBDATASET)
}
