#!/bin/bash
# The tests open what is written with programs of others: LibreOffice, and poppler's tools for PDF.
set -eu
missing=""
command -v soffice >/dev/null || missing="libreoffice-writer libreoffice-calc"
command -v pdfinfo >/dev/null || missing="$missing poppler-utils"
[ -z "$missing" ] || "$(dirname "$0")/apt.sh" $missing
