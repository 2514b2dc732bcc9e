#!/usr/bin/env python3
"""Runs a command many times and prints the medians: CPU milliseconds (user and system, with all children), peak megabytes, exit code.

measure.py RUNS COMMAND...
"""
import os
import statistics
import subprocess
import sys


def once(command):
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024, child.returncode


def main():
    runs, command = int(sys.argv[1]), sys.argv[2:]
    once(command)  # so that files are at hand
    results = [once(command) for _ in range(runs)]
    codes = {code for _, _, code in results}
    print(f"{statistics.median(r[0] for r in results):.1f} {statistics.median(r[1] for r in results):.1f} {'/'.join(map(str, sorted(codes)))}")


main()
