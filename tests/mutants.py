"""Whether the tests would notice a change: mutmut's mutants, how many were killed, and those that lived.

Which modules are changed and which tests judge them stands in setup.cfg under [mutmut]. It leaves out
constants and decorated functions. A mutant that never comes to an end is killed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

LEAST = 85
"""Per cent of the mutants of each module."""
KILLED, ENDLESS = "killed", "timeout"


@dataclass(frozen=True)
class Module:
    """One module and what became of its mutants: name -> status."""

    path: str
    mutants: dict[str, str]

    @property
    def alive(self) -> list[str]:
        return [name for name, status in self.mutants.items() if status not in (KILLED, ENDLESS)]

    @property
    def share(self) -> float:
        """Per cent killed."""
        return 100 * (1 - len(self.alive) / len(self.mutants))


def chosen(words: list[str]) -> list[str]:
    """Paths under [mutmut] whose name is one of the words; all of them where there is no word."""
    return [path for path in config().only_mutate if not words or Path(path).stem in words]


def tried(path: str) -> Module:
    """What mutmut has noted of one module."""
    noted = SourceFileMutationData(path=Path(path))
    noted.load()
    return Module(path, {name: status_by_exit_code[code] for name, code in noted.exit_code_by_key.items()})


def table(modules: list[Module]) -> str:
    rows = [f"{'Module':<58}{'Mutants':>8}{'Killed':>8}{'Endless':>8}{'Alive':>7}{'Share':>9}"]
    for each in modules:
        found = Counter(each.mutants.values())
        rows.append(
            f"{each.path:<58}{len(each.mutants):>8,}{found[KILLED]:>8,}{found[ENDLESS]:>8,}"
            f"{len(each.alive):>7,}{each.share:>7.1f} %"
        )
    return "\n".join(rows)


def as_lines(name: str, path: str) -> str:
    """What a mutant changed."""
    lines = get_diff_for_mutant(name, path=path).splitlines()
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return "\n".join([f"{name}:", *(f"  {line}" for line in changed)])


def main(words: list[str]) -> int:
    """Tries the modules named by words, or all; prints what it found. The code to exit with."""
    paths = chosen(words)
    if not paths:
        print(f"No module of setup.cfg, [mutmut], is called {' or '.join(words)}.", file=sys.stderr)
        return 2
    shutil.rmtree("mutants", ignore_errors=True)  # what was found with other tests does not count
    names = [f"{path.removesuffix('.py').replace('/', '.')}.*" for path in paths]
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "2"]
    code = subprocess.run([*command, *names], check=False).returncode
    if code != 0:
        return code
    modules = [tried(path) for path in paths]
    for each in modules:
        print(*(as_lines(name, each.path) for name in each.alive), sep="\n", end="\n\n")
    print(table(modules))
    low = [each.path for each in modules if each.share < LEAST]
    if low:
        print(f"Under {LEAST} %: {', '.join(low)}.", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
