"""Official documents: records → ``OfficialDocument`` by layout cards → a file by one writer a container."""

from jiheng.render.official._blocks import Align, Line, Look, OfficialDocument, Sheet, Style, Table

__all__ = ["Align", "Line", "Look", "OfficialDocument", "Sheet", "Style", "Table"]
