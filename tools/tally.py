"""Counts test cases in meson's JSON logs, with --junit in pytest's XML, or with --phpt in the lists that PHP's run-tests.php
writes with -W: prints "PASSED FAILED SKIPPED" and names on stderr what did not pass. With --no-skips before them a skipped
case counts as failed.

A cmocka program is counted by its own closing lines; one that died before them, or that failed without naming a case,
counts as one failure. Any other program is one case: exit status 0 passed, 77 skipped.
"""
import json
import re
import sys
import xml.etree.ElementTree


def cases(test):
    output = test.get("stdout", "") + "\n" + test.get("stderr", "")
    ran = sum(int(n) for n in re.findall(r"^\[={10}\] .*?(\d+) test\(s\) run\.", output, flags=re.M))
    count = {word: sum(int(n) for n in re.findall(r"^\[ +" + word + r" +\] (\d+) test\(s\)", output, flags=re.M))
             for word in ("PASSED", "FAILED", "SKIPPED")}
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if ran == 0:
        if test["result"] == "SKIP":
            return 0, 0, 1
        return (1, 0, 0) if good else (0, 1, 0)
    passed, failed, skipped = count["PASSED"], count["FAILED"], count["SKIPPED"]
    failed += max(0, ran - passed - failed - skipped)
    return passed, failed if good or failed else 1, skipped


def junit(path):
    suites = xml.etree.ElementTree.parse(path).getroot().iter("testsuite")
    counts = [[int(suite.get(word)) for word in ("tests", "failures", "errors", "skipped")] for suite in suites]
    ran, failures, errors, skipped = (sum(column) for column in zip(*counts))
    return ran - failures - errors - skipped, failures + errors, skipped


def phpt(path):
    total = [0, 0, 0]
    with open(path, encoding="utf-8") as log:
        for line in log:
            result, name = line.rstrip("\n").split("\t")
            kind = {"PASSED": 0, "SKIPPED": 2}.get(result, 1)
            total[kind] += 1
            if kind:
                print("{}: {}".format(name, result), file=sys.stderr)
    return total


def main():
    paths, strict = sys.argv[1:], sys.argv[1:2] == ["--no-skips"]
    paths = paths[1:] if strict else paths
    if paths[:1] == ["--junit"]:
        total = list(junit(paths[1]))
        paths = []
    elif paths[:1] == ["--phpt"]:
        total = [sum(column) for column in zip(*map(phpt, paths[1:]))]
        paths = []
    else:
        total = [0, 0, 0]
    for path in paths:
        with open(path, encoding="utf-8") as log:
            for line in log:
                test = json.loads(line)
                counts = cases(test)
                total = [a + b for a, b in zip(total, counts)]
                if counts[1] or counts[2]:
                    print("{}: {} passed, {} failed, {} skipped".format(test["name"], *counts), file=sys.stderr)
    if strict and total[2]:
        print("{} skipped: they count as failed here".format(total[2]), file=sys.stderr)
        total = [total[0], total[1] + total[2], 0]
    print(*total)


if __name__ == "__main__":
    main()
