#!/usr/bin/env python3
"""Records what the real zkCli.sh says: `record.py [name …]` runs the sessions of scripts.py and writes session-<name>.json.

Each session is run twice, each time on an empty server: once with stdout and stderr in one pipe, which gives the order of
lines, and once with two pipes, which tells which line came from where. The two runs must agree, so every session is also
a test of itself. README.md says what is stripped and what is replaced.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from real_server import JARS, Server, ensemble, four_letters  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
ZKCLI = "/usr/share/zookeeper/bin/zkCli.sh"
NAMES = ["zookeeper", "jline2", "slf4j-nop", "jansi1", "jansi-native", "hawtjni-runtime"]
CLASSPATH = ":".join(f"{JARS}/{name}.jar" for name in NAMES)
PROMPT = re.compile(r"\[zk: [^\]\n]*\(([A-Z_]+)\) (\d+)\] ")
SETTLE = 0.15
# ZKUtil.deleteInBatch lets the caller go on before it has noted the failure, so this line comes or does not.
RACES = "Failed to delete some node(s) in the subtree!"
# The process ends while its event thread prints this: all of it comes, or its first lines, or none.
CLOSED = ["", "WATCHER::", "", "WatchedEvent state:Closed type:None path:null"]


class Pipe:
    """Reads a stream to its end in the background."""

    def __init__(self, stream):
        self.data, self.at = b"", time.monotonic()
        self.thread = threading.Thread(target=self.read, args=(stream,), daemon=True)
        self.thread.start()

    def read(self, stream):
        while chunk := os.read(stream.fileno(), 65536):
            self.data += chunk
            self.at = time.monotonic()


class Client:
    """One zkCli.sh. `split`: stdout and stderr apart."""

    def __init__(self, split, args):
        jvm = f"-cp {CLASSPATH} -Djline.terminal=jline.UnsupportedTerminal -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        self.process = subprocess.Popen(
            [ZKCLI, *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if split else subprocess.STDOUT,
            env={**os.environ, "CLIENT_JVMFLAGS": jvm, "TZ": "UTC", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        self.pipes = [Pipe(self.process.stdout)] + ([Pipe(self.process.stderr)] if split else [])
        self.seen = [0] * len(self.pipes)
        self.prompt = ""
        self.incarnations = 0

    def take(self, expect_prompt=False, timeout=90, settle=SETTLE):
        """What was said since the last call: lines of each pipe, prompts removed. Waits for a prompt or the end, then for silence."""
        start = time.monotonic()
        while expect_prompt and self.process.poll() is None:
            if PROMPT.search(self.pipes[0].data[self.seen[0] :].decode()):
                break
            if timeout < time.monotonic() - start:
                raise RuntimeError(f"no prompt: {self.pipes[0].data[self.seen[0]:]}")
            time.sleep(0.005)
        begun = time.monotonic()
        while time.monotonic() < max([begun, *(pipe.at for pipe in self.pipes)]) + settle:
            time.sleep(0.01)
        if self.process.poll() is not None:
            for pipe in self.pipes:
                pipe.thread.join()
        lines = []
        for n, pipe in enumerate(self.pipes):
            text = pipe.data[self.seen[n] :].decode()
            self.seen[n] += len(text.encode())
            if n == 0:
                for found in PROMPT.finditer(text):
                    self.prompt = found.group()
                text = PROMPT.sub("", text)
            lines.append(text.split("\n")[:-1] + ([text.split("\n")[-1]] if text and not text.endswith("\n") else []))
        return lines

    def say(self, line):
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Stage:
    """What a session plays on: a server or an ensemble, and clients by name."""

    def __init__(self, split, setup):
        self.split = split
        self.entries = []
        self.clients = {}
        self.sessions = {}
        count = setup.get("voters", 0)
        if count:
            self.servers = ensemble(count, setup.get("observers", 0), setup.get("config", ""), setup.get("flags", ()))
            for server in self.servers:
                server.start(wait=False)
            for server in self.servers:
                server.wait_serving()
        else:
            self.servers = [Server(setup.get("config", ""), setup.get("flags", ())).start()]

    def fill(self, text):
        """Placeholders of a script → values."""
        for n, server in enumerate(self.servers):
            for word, value in zip(("port", "quorum", "election"), getattr(server, "ports", (server.port,))):
                text = text.replace(f"<{word}{n + 1 if 1 < len(self.servers) else ''}>", str(value))
        return text

    def plain(self, text):
        """Values that vary → placeholders."""
        for n, server in enumerate(self.servers):
            for word, value in zip(("port", "quorum", "election"), getattr(server, "ports", (server.port,))):
                text = re.sub(rf":{value}\b", f":<{word}{n + 1 if 1 < len(self.servers) else ''}>", text)
        for sid, name in self.sessions.items():
            text = text.replace(sid, f"<session:{name}>")
        if "1970" not in text:
            text = re.sub(r"^(ctime|mtime) = .*", r"\1 = <\1>", text)
        return text

    def learn_sessions(self, name):
        """Gives the sessions that are new to the servers the name of the client that has just connected."""
        for server in self.servers:
            for sid in re.findall(r"sid=(0x[0-9a-f]+)", four_letters(server.port, "cons") or ""):
                if sid != "0x0" and sid not in self.sessions:
                    client = self.clients[name]
                    client.incarnations += 1
                    self.sessions[sid] = name if client.incarnations == 1 else f"{name}#{client.incarnations}"

    def note(self, name, key, value, lines, before, extra=None):
        entry = {"by": name} if name else {}
        if before is not None:
            entry["prompt"] = self.plain(before)
        entry[key] = value
        entry["out"] = [[self.plain(line) for line in pipe] for pipe in lines]
        entry.update(extra or {})
        self.entries.append(entry)

    def others(self, name):
        for other, client in self.clients.items():
            if other != name and any(lines := client.take(settle=0.05)):
                self.note(other, "line", None, lines, None)

    def play(self, step):
        if isinstance(step, str):
            step = ("c1", step)
        if step[0].startswith("!"):
            getattr(self, "do_" + step[0].removeprefix("!"))(*step[1:])
        else:
            self.type(*step)

    def type(self, name, line):
        if name not in self.clients:  # the line before has killed it
            self.do_start(name)
        client = self.clients[name]
        before = client.prompt
        client.say(self.fill(line))
        # After `connect` the first event comes a while after the prompt.
        lines = client.take(expect_prompt=True, settle=0.6 if line.startswith(("connect", "close", "redo")) else SETTLE)
        if line.startswith(("connect", "redo")):
            self.learn_sessions(name)
            # Printed while the connection is being made: a race, which CONNECTING mostly wins.
            client.prompt = client.prompt.replace("(CONNECTED)", "(CONNECTING)") if line.startswith("connect") else client.prompt
        gone = client.process.poll()
        self.note(name, "line", line, lines, before, None if gone is None else {"exit": gone})
        if gone is not None:
            del self.clients[name]
        self.others(name)

    def do_start(self, name, *args):
        args = [self.fill(arg) for arg in args] or ["-server", f"127.0.0.1:{self.servers[0].port}"]
        client = self.clients[name] = Client(self.split, args)
        lines = client.take(expect_prompt=True, settle=1.0)
        client.prompt = client.prompt.replace("(CONNECTING)", "(CONNECTED)")
        self.learn_sessions(name)
        self.note(name, "do", "zkCli.sh " + " ".join(self.plain(arg) for arg in args), lines, None)
        self.others(name)

    def do_run(self, name, *args):
        """zkCli.sh with a command on its command line: it runs that one and exits."""
        client = Client(self.split, ["-server", f"127.0.0.1:{self.servers[0].port}", *map(self.fill, args)])
        client.process.stdin.close()  # without a command it would read lines
        client.process.wait()
        lines = client.take()
        quoted = " ".join(f"'{arg}'" if not re.fullmatch(r"[\w/:.,+-]+", arg) else arg for arg in args)
        self.note(name, "do", "zkCli.sh -server 127.0.0.1:<port> " + quoted, lines, None, {"exit": client.process.returncode})
        self.others(name)

    def do_eof(self, name):
        client = self.clients.pop(name)
        before = client.prompt
        client.process.stdin.close()
        client.process.wait()
        self.note(name, "do", "end of input", client.take(), before, {"exit": client.process.returncode})
        self.others(name)

    def do_kill(self, number=1):
        self.servers[number - 1].kill()
        self.event(f"kill -9 server {number}", 0.8)

    def do_restart(self, number=1):
        self.servers[number - 1].start()
        self.event(f"start server {number}", 4)

    def do_stop_client(self, name, seconds):
        client = self.clients[name]
        os.killpg(client.process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        self.event(f"SIGSTOP {name} for {seconds} s", 0)
        os.killpg(client.process.pid, signal.SIGCONT)
        time.sleep(4)
        self.event(f"SIGCONT {name}", 0)

    def do_pause_server(self, seconds):
        self.servers[0].pause()
        time.sleep(seconds)
        self.event(f"SIGSTOP server 1 for {seconds} s", 0)
        self.servers[0].resume()
        self.event("SIGCONT server 1", 4)

    def do_wait(self, seconds):
        self.event(f"wait {seconds} s", seconds)

    def event(self, text, seconds):
        time.sleep(seconds)
        self.note(None, "do", text, [[]] if not self.split else [[], []], None)
        self.others(None)

    def end(self):
        for client in self.clients.values():
            client.end()
        for server in self.servers:
            server.wipe()


def run(split, session):
    stage = Stage(split, session["setup"])
    try:
        for step in session["steps"]:
            stage.play(step)
    finally:
        stage.end()
    return stage.entries


def label(merged, split, where):
    """The order of the merged run with the origin from the split run. `o` stdout, `e` stderr."""
    out, err = ([line for line in lines] for lines in (split["out"] + [[]])[:2])
    labelled = []
    for line in merged["out"][0]:
        for kind, rest in (("o", out), ("e", err)):
            if rest and rest[0] == line:
                labelled.append([kind, rest.pop(0)])
                break
        else:
            # Two threads wrote to one stream, and not in the same order in both runs: which stream is all that is asked.
            kind, rest = ("o", out) if line in out else ("e", err)
            if line not in rest:
                raise RuntimeError(f"{where}: the two runs differ:\n{merged}\n{split}")
            rest.remove(line)
            labelled.append([kind, line])
    if out or err:
        raise RuntimeError(f"{where}: the two runs differ:\n{merged}\n{split}")
    return labelled


def events_first(out):
    """Watch events before what the command says. The event thread and the main thread race; events reach the client first."""
    stdout = [n for n, (kind, _) in enumerate(out) if kind == "o"]
    moved = []
    for k, n in enumerate(stdout):
        if out[n][1] == "WATCHER::":
            moved += stdout[k - 1 : k + 3]
            assert [out[it][1] for it in moved[-4:-1]] == ["", "WATCHER::", ""] and out[moved[-1]][1].startswith("WatchedEvent ")
    return [out[n] for n in moved] + [line for n, line in enumerate(out) if n not in moved]


def without_end(lines):
    """Without what there is of CLOSED at the end."""
    for count in range(len(CLOSED), 0, -1):
        if lines[-count:] == CLOSED[:count]:
            return lines[:-count]
    return lines


def both(merged, split, name):
    """One entry of two recordings of it."""
    races = any(RACES in lines for lines in merged["out"] + split["out"])
    for entry in (merged, split):
        entry["out"] = [[line for line in lines if line != RACES] for lines in entry["out"]]
    leaves = "exit" in merged and re.search(r"\b(quit|close)$", merged.get("line") or merged.get("do"))
    if leaves:
        for entry in (merged, split):
            entry["out"][0] = without_end(entry["out"][0])
    out = label(merged, split, name)
    entry = {**merged, "out": events_first(out) if "line" in merged else out}
    maybe = [["e", RACES]] * races + [["o", line] for line in CLOSED if leaves]
    return {**entry, "maybe": maybe} if maybe else entry


def record(name, session):
    for _ in range(3):
        try:
            merged, split = run(False, session), run(True, session)
            if [key(entry) for entry in merged] != [key(entry) for entry in split]:
                different = next(((a, b) for a, b in zip(merged, split) if key(a) != key(b)), (len(merged), len(split)))
                raise RuntimeError(f"{name}: other entries: {different}")
            entries = [both(one, other, name) for one, other in zip(merged, split)]
            break
        except RuntimeError as problem:
            print(problem, file=sys.stderr)
    else:
        raise SystemExit(f"{name}: never twice the same")
    if all(entry.get("by", "c1") == "c1" for entry in entries):
        for entry in entries:
            entry.pop("by", None)
    with open(f"{HERE}/session-{name}.json", "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n")
    print(f"{name}: {sum(1 for entry in entries if entry.get('line'))} commands")


def key(entry):
    return {name: value for name, value in entry.items() if name != "out"}


def main():
    from scripts import SESSIONS

    for name in sys.argv[1:] or SESSIONS:
        record(name, SESSIONS[name])


if __name__ == "__main__":
    main()
