#!/usr/bin/env python3
"""Runs commands in turns and prints for each the least CPU milliseconds (user and system) and the peak megabytes of that run.

least.py RUNS NAME=COMMAND...     a line for each: NAME, milliseconds, megabytes, exit code
"""
import os
import shlex
import subprocess
import sys


def once(command):
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024, child.returncode


def main():
    runs = int(sys.argv[1])
    commands = [(name, shlex.split(command)) for name, command in (a.split("=", 1) for a in sys.argv[2:])]
    least = {name: once(command) for name, command in commands}
    for _ in range(runs):
        for name, command in commands:
            least[name] = min(least[name], once(command))
    for name, (cpu, megabytes, code) in least.items():
        print(f"{name}\t{cpu:.2f}\t{megabytes:.1f}\t{code}")


main()
