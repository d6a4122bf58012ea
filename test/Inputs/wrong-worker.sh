#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# A worker whose device leaves zeros in every output, whatever the program. Where RUNS
# names a file, each run adds a line to it.
folder=$(dirname "$1")
[ -z "$RUNS" ] || echo run >> "$RUNS"
zone() { head -c "$guard" /dev/zero | tr '\000' "\\$pattern"; }
while read -r key name size kind what; do
  case $key in
  module) module=$size ;;
  guard) guard=$name pattern=$(printf %o "0x$size") ;;
  buffer) echo "$size $kind $what" > "$folder/$name.buffer" ;;
  save)
    read -r bytes source file < "$folder/$name.buffer"
    {
      zone
      if [ "$source" = file ]; then cat "$folder/$file"; else head -c "$bytes" /dev/zero; fi
      zone
    } > "$folder/$size" ;;
  esac
done < "$1"
echo device Wrong
echo driver 1.0
echo software 1
echo "digest $(sha256sum < "$folder/$module" | cut -d' ' -f1)"
echo done
