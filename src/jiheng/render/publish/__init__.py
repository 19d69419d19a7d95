"""The version of a package that is made public: personal particulars masked, documents written anew."""

from jiheng.render.publish._files import public_files
from jiheng.render.publish._mask import Masking, mask_package, mask_text

__all__ = ["Masking", "mask_package", "mask_text", "public_files"]
