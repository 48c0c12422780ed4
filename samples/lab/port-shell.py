#!/usr/bin/env python3
"""Makes the shell at the other end of a unix socket a program.

port-shell.py SOCKET connects that shell to standard input and output. port-shell.py SOCKET COMMAND runs a command in that
shell and prints its output.
"""
import os
import socket
import sys
import threading
import time


def send(connection):
    while data := os.read(0, 65536):
        connection.sendall(data)
    os._exit(0)


def join(connection):
    threading.Thread(target=send, args=(connection,), daemon=True).start()
    while data := connection.recv(1 << 18):
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(1, rest):]


def ask(connection, command):
    connection.sendall((command + "\necho; echo port-shell-end; exit\n").encode())
    for line in connection.makefile("r", errors="replace"):
        if line.strip() == "port-shell-end":
            return
        print(line, end="")


def main():
    # The guest's last shell must see that the port was closed, and its next shell that the port is open again. The guest
    # drops bytes sent before that.
    time.sleep(1.5)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(sys.argv[1])
    time.sleep(2.5)
    if len(sys.argv) > 2:
        ask(connection, sys.argv[2])
    else:
        join(connection)


if __name__ == "__main__":
    main()
