#!/usr/bin/env python3
"""Records what the four-letter words say, into 4lw.json: standalone, leader, follower, observer, without quorum, read-only.

Three sessions with ephemerals and watches are there, opened by requests on the wire, so that counts are the same each time.
README.md says what is replaced.
"""

import json
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
from jute import MODES, OPCODES, Connection, Writer  # noqa: E402
from real_server import Server, ensemble, four_letters  # noqa: E402

WORDS = "srvr stat mntr ruok cons dump wchs wchc wchp conf isro dirs hash lead".split()
AFTER = "srst crst srvr cons nope RUOK".split()
OPEN = [[31, "world", "anyone"]]
TIMED = re.compile("time|latency|_ms|uptime|fsync|jvm|descriptor|throttl|size_in_bytes|bytes_received|response_bytes|size$|packets_")


def create(link, path, mode="PERSISTENT", data=""):
    body = Writer().string(path).buffer(data).acl(OPEN).put("i", MODES[mode])
    assert link.call(OPCODES["create2"], body)[1] == "OK"


def read(link, op, path):
    link.call(OPCODES[op], Writer().string(path).put("?", True))


def populate(ports):
    """Sessions a, b and c; a and b with ephemerals and watches. At the servers in turn."""
    links = {name: Connection(ports[n % len(ports)], timeout) for n, (name, timeout) in enumerate((("a", 40000), ("b", 20000), ("c", 10000)))}
    a, b = links["a"], links["b"]
    create(a, "/config", data="x" * 10)
    create(a, "/lock")
    create(a, "/lock/n-", "EPHEMERAL_SEQUENTIAL")
    create(b, "/lock/n-", "EPHEMERAL_SEQUENTIAL")
    create(a, "/alive", "EPHEMERAL", "me")
    for link in links.values():  # a follower may lag behind
        link.call(OPCODES["sync"], Writer().string("/"))
    read(a, "get", "/config")
    read(b, "get", "/config")
    read(b, "children", "/lock")
    read(a, "exists", "/nothing")
    b.call(OPCODES["addWatch"], Writer().string("/tree").put("i", 1))
    links["c"].ping()
    return links


class Plain:
    def __init__(self, servers):
        self.servers = servers
        self.names = []

    def learn(self, links):
        self.names = [(name, f"0x{it.session:x}", f"127.0.0.1:{it.socket.getsockname()[1]}") for name, it in links.items()]
        return links

    def __call__(self, text):
        if text is None:
            return None
        for name, session, address in self.names:
            text = text.replace(session, f"<session:{name}>")
            text = re.sub(rf"{address}\b", f"127.0.0.1:<client:{name}>", text)
        for n, server in enumerate(self.servers):
            number = n + 1 if 1 < len(self.servers) else ""
            text = text.replace(server.home, f"<home{number}>")
            for word, value in zip(("port", "quorum", "election"), getattr(server, "ports", (server.port,))):
                text = re.sub(rf"(?<=[:=]){value}\b", f"<{word}{number}>", text)
        text = re.sub(r"127.0.0.1:\d+\[", "127.0.0.1:<client:4lw>[", text)
        text = re.sub(r"(ip: /127.0.0.1:)\d+", r"\1<client:4lw>", text)
        text = re.sub(r"min/avg/max: \S+/\S+/\S+", "min/avg/max: <min>/<avg>/<max>", text)
        text = re.sub(r"^(Received|Sent): \d+", lambda it: f"{it[1]}: <{it[1].lower()}>", text, flags=re.M)
        text = re.sub(r"\b(est|lresp)=\d+", r"\1=<time>", text)
        text = re.sub(r"\b(llat|minlat|avglat|maxlat)=\d+", r"\1=<ms>", text)
        text = re.sub(r"expire at .*:$", "expire at <time>:", text, flags=re.M)
        text = re.sub(r"(dataDirSize=|dataLogSize=|datadir_size: |logdir_size: )\d+", r"\1<bytes>", text)
        return re.sub(r"^(Proposal sizes last/min/max:) .*", r"\1 <last>/<min>/<max>", text, flags=re.M)


def ask(plain, server, words=WORDS):
    return {word: plain(four_letters(server.port, word)) for word in words}


def role(server):
    mode = re.search(r"Mode: (.*)", four_letters(server.port, "srvr") or "")
    return mode[1] if mode else None


def standalone():
    with Server() as server:
        plain = Plain([server])
        cases = [{"case": "standalone, nothing in it", "words": ask(plain, server)}]
        links = plain.learn(populate([server.port]))
        time.sleep(0.2)
        cases.append({"case": "standalone, sessions a, b, c", "words": ask(plain, server)})
        links["b"].close()
        time.sleep(0.3)
        cases.append({"case": "standalone, connection of b cut", "words": ask(plain, server, ["cons", "dump", "wchs", "wchc", "wchp"])})
        cases.append({"case": "standalone, one after the other", "words": ask(plain, server, AFTER)})
    with Server("4lw.commands.whitelist=srvr") as server:
        cases.append({"case": "standalone, whitelist srvr (the default)", "words": ask(Plain([server]), server)})
    return cases


def quorum():
    servers = ensemble(3, 1, config="readonlymode.enabled=false")
    plain, cases = Plain(servers), []
    try:
        alone = servers[0].start(wait=False)
        time.sleep(3)
        cases.append({"case": "server 1 of 3, alone since its start", "words": ask(plain, alone)})
        for server in servers[1:]:
            server.start(wait=False)
            time.sleep(2)
        for server in servers:
            server.wait_serving()
        roles = {}
        for n, server in enumerate(servers):
            roles.setdefault(role(server), n)
        names = ["leader", "follower", "observer"]
        links = plain.learn(populate([servers[roles[name]].port for name in names]))
        time.sleep(1.5)
        for name in names:
            note = f"{name} (server {roles[name] + 1}); session a at the leader, b at a follower, c at the observer"
            cases.append({"case": note, "words": ask(plain, servers[roles[name]])})
        for n in range(3):
            if n != roles["follower"]:
                servers[n].kill()
        time.sleep(3)
        note = "the other two voters are dead"
        cases.append({"case": f"server {roles['follower'] + 1}, was a follower; {note}", "words": ask(plain, servers[roles["follower"]])})
        cases.append({"case": f"server 4, was an observer; {note}", "words": ask(plain, servers[3])})
        del links
    finally:
        for server in servers:
            server.wipe() if server.process else None
    return cases


def read_only():
    servers = ensemble(3, flags=["-Dreadonlymode.enabled=true"])
    try:
        servers[0].start(wait=False)
        time.sleep(6)
        return [{"case": "server 1 of 3, alone, readonlymode.enabled", "words": ask(Plain(servers), servers[0])}]
    finally:
        servers[0].wipe()


def mend_metrics(one, other):
    """Values of mntr that differ between two runs, or measure time, become <n>."""
    for mine, theirs in zip(one, other):
        if "\t" not in (mine["words"].get("mntr") or ""):
            continue
        values = dict(line.split("\t") for line in theirs["words"]["mntr"].splitlines())
        lines = []
        for line in mine["words"]["mntr"].splitlines():
            key, value = line.split("\t")
            varies = TIMED.search(key) and key not in ("zk_approximate_data_size", "zk_quorum_size")
            lines.append(f"{key}\t{'<n>' if varies or values.get(key) != value else value}")
        mine["words"]["mntr"] = "\n".join(lines) + "\n"


def main():
    once, again = ([*standalone(), *quorum(), *read_only()] for _ in range(2))
    mend_metrics(once, again)
    with open(f"{HERE}/4lw.json", "w") as file:
        json.dump({"kind": "four-letter-words", "zookeeper": "3.8.0-11+deb12u2", "cases": once}, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main()
