#!/usr/bin/env python3
"""Records what a real server answers to single requests: traces ops-PROFILE-SEED.json.

    record_ops.py check FILE …            replays the ops of recorded traces and compares every answer
    record_ops.py draw FOLDER PROFILE:SEED …   draws new ones (draw.py), records them, replays them, writes them

The format is that of the README beside the first traces: one server on an empty directory, three session slots, one
request at a time, a ping on every connection after each so that all its watch events are in.
"""

import json
import os
import re
import sys
import time

from jute import AUTH, ERRORS, MODES, OPCODES, SET_WATCHES, Connection, Writer
from real_server import Server, four_letters

FLAGS = [
    "-Dzookeeper.extendedTypesEnabled=true",
    "-Dzookeeper.forceSync=no",
    "-Dznode.container.checkIntervalMs=2000000000",
    # super:super, to read the tree at the end whatever its ACLs say.
    "-Dzookeeper.DigestAuthenticationProvider.superDigest=super:gG7s8t3oDEtIqF6DM9LlI/R+9Ss=",
]
OPEN = [[31, "world", "anyone"]]
LISTS = ("data", "exist", "child", "pers", "rec")


class Slot:
    """A session slot: at most one session at a time, whose connection may be cut."""

    def __init__(self):
        self.link = None
        self.session = None
        self.count = 0


class Recorder:
    def __init__(self, port, acls):
        self.port = port
        self.acls = {"open": OPEN, **acls}
        self.slots = [Slot() for _ in range(3)]
        self.owners = {}
        self.times = {}
        self.time_checks = 0

    # Values as they stand in a trace.

    def stat(self, reply):
        czxid, mzxid, ctime, mtime, version, cversion, aversion, owner, length, children, pzxid = reply.stat()
        for zxid, at in ((czxid, ctime), (mzxid, mtime)):
            assert self.times.setdefault(zxid, at) == at, "one txn, one time"
            self.time_checks += 1
        return [czxid, mzxid, pzxid, version, cversion, aversion, self.owners[owner] if owner else 0, length, children]

    def create_body(self, a):
        mode = a["mode"]
        body = Writer().string(a["path"]).buffer(a["data"]).acl(self.acls[a.get("acl", "open")]).put("i", MODES[mode])
        return body.put("q", a["ttl"]) if mode.endswith("TTL") else body

    @staticmethod
    def create_opcode(a, plain):
        if a["mode"] == "CONTAINER":
            return OPCODES["createContainer"]
        return OPCODES["createTTL" if a["mode"].endswith("TTL") else plain]

    def part(self, op):
        """Opcode and body of a part of a multi."""
        kind = op["op"]
        if kind == "create":
            return self.create_opcode(op, "create"), self.create_body(op)
        if kind in ("delete", "check"):
            return OPCODES[kind], Writer().string(op["path"]).put("i", op["version"])
        if kind == "set":
            return OPCODES[kind], Writer().string(op["path"]).buffer(op["data"]).put("i", op["version"])
        return OPCODES["getChildren" if kind == "children" else "get"], Writer().string(op["path"]).put("?", False)

    def parts(self, reply):
        results = []
        while True:
            opcode, done, error = reply.take("i?i")
            if done:
                return results
            if opcode == -1:
                results.append({"err": ERRORS[reply.take("i")]})
            elif opcode == OPCODES["create"]:
                results.append({"path": reply.buffer()})
            elif opcode in (15, 19, 21):
                results.append({"path": reply.buffer(), "stat": self.stat(reply)})
            elif opcode == OPCODES["set"]:
                results.append({"stat": self.stat(reply)})
            elif opcode == OPCODES["get"]:
                results.append({"data": reply.buffer(), "stat": self.stat(reply)})
            elif opcode == OPCODES["getChildren"]:
                results.append({"children": sorted(reply.list(reply.buffer))})
            else:
                results.append({})

    # One op of a trace: what the server answers, as a dict of rc, zx, r, ev.

    def play(self, s, op, a):
        slot = self.slots[s]
        answer = getattr(self, f"do_{op}", self.request)(slot, op, a)
        events = {}
        for n in [s] + [n for n in range(3) if n != s]:
            link = self.slots[n].link
            if link is not None:
                early = len(link.events)
                link.ping()
                assert n != s or len(link.events) == early, "own events come before the reply"
                if link.events:
                    events[str(n)] = link.events
                    link.events = []
        if op == "close" and self.closing:
            events = {str(s): self.closing, **events}
        if events:
            answer["ev"] = events
        return answer

    def do_open(self, slot, _, a):
        slot.link = Connection(self.port, a["timeout"])
        assert slot.link.timeout == a["timeout"]
        slot.session = (slot.link.session, slot.link.password, a["timeout"])
        self.owners[slot.link.session] = a["as"]
        return {"rc": "OK"}

    def do_close(self, slot, *_):
        zxid, rc, _ = slot.link.call(OPCODES["close"])
        self.closing = slot.link.events
        slot.link.close()
        slot.link = slot.session = None
        return {"rc": rc, "zx": zxid}

    def do_drop(self, slot, *_):
        slot.link.close()
        slot.link = None
        sid = f"0x{slot.session[0]:x}"
        while any(sid in (four_letters(self.port, word) or sid) for word in ("cons", "wchc")):
            time.sleep(0.001)
        return {"rc": "OK"}

    def do_reconnect(self, slot, _, a):
        session, password, timeout = slot.session
        slot.link = Connection(self.port, timeout, session, password, a["rel"])
        assert slot.link.session == session
        for cred in a.get("auths", []):
            _, rc, _ = slot.link.call(OPCODES["auth"], Writer().put("i", 0).string("digest").buffer(cred), AUTH)
            assert rc == "OK"
        if not any(name in a for name in LISTS):
            return {"rc": "OK"}
        body = Writer().put("q", a["rel"])
        names = LISTS if "pers" in a or "rec" in a else LISTS[:3]
        for name in names:
            body.strings(a.get(name, []))
        zxid, rc, _ = slot.link.call(OPCODES["setWatches2" if names == LISTS else "setWatches"], body, SET_WATCHES)
        return {"rc": rc, "zx": zxid}

    def request(self, slot, op, a):
        opcode, body = OPCODES[op], Writer()
        if op == "create":
            # `nostat` is the oldest opcode; containers and nodes with a ttl have opcodes of their own, as in a multi.
            opcode = self.create_opcode(a, "create" if a.get("nostat") else "create2")
            body = self.create_body(a)
        elif op in ("delete", "set"):
            opcode, body = self.part({"op": op, **a})
        elif op in ("get", "exists", "children"):
            body.string(a["path"]).put("?", a["watch"])
        elif op in ("multi", "multiRead"):
            for part in a["ops"]:
                kind, record = self.part(part)
                body.put("i?i", kind, False, -1).bytes += record.bytes
            body.put("i?i", -1, True, -1)
        elif op == "setACL":
            body.string(a["path"]).acl(self.acls[a["acl"]]).put("i", a["version"])
        elif op == "auth":
            body.put("i", 0).string(a["scheme"]).buffer(a["cred"])
        elif op in ("addWatch", "checkWatches", "removeWatches"):
            mode = {"PERSISTENT": 0, "PERSISTENT_RECURSIVE": 1}
            body.string(a["path"]).put("i", mode[a["mode"]] if op == "addWatch" else a["type"])
        elif op != "whoAmI":
            body.string(a["prefix"] if op == "getEphemerals" else a["path"])
        zxid, rc, reply = slot.link.call(opcode, body, AUTH if op == "auth" else None)
        result = self.result(op, opcode, reply) if rc == "OK" else None
        return {"rc": rc, "zx": zxid, **({"r": result} if result is not None else {})}

    def result(self, op, opcode, reply):
        if op == "create":
            path = {"path": reply.buffer()}
            return path if opcode == OPCODES["create"] else {**path, "stat": self.stat(reply)}
        if op in ("set", "exists", "setACL"):
            return {"stat": self.stat(reply)}
        if op == "get":
            return {"data": reply.buffer(), "stat": self.stat(reply)}
        if op == "children":
            return {"children": sorted(reply.list(reply.buffer)), "stat": self.stat(reply)}
        if op in ("multi", "multiRead"):
            return {"results": self.parts(reply)}
        if op == "getACL":
            return {"acl": reply.acl(), "stat": self.stat(reply)}
        if op == "whoAmI":
            return {"ids": sorted(reply.list(reply.id))}
        if op == "sync":
            return {"path": reply.buffer()}
        if op == "getEphemerals":
            return {"ephemerals": sorted(reply.list(reply.buffer))}
        return {"count": reply.take("i")} if op == "countAll" else None

    # What is left after the last op.

    def end(self):
        text = four_letters(self.port, "mntr")
        names = ("znode_count", "watch_count", "ephemerals_count", "approximate_data_size", "global_sessions")
        end = {name: int(re.search(rf"^zk_{name}\t(\d+)", text, re.M)[1]) for name in names}
        zxid = re.search(r"Zxid: 0x([0-9a-f]+)", four_letters(self.port, "srvr"))[1]
        return {**end, "lastZxid": int(zxid, 16)}

    def tree(self):
        link = Connection(self.port, 40000)
        link.call(OPCODES["auth"], Writer().put("i", 0).string("digest").buffer("super:super"), AUTH)
        nodes, todo = {}, ["/"]
        while todo:
            path = todo.pop()
            _, _, reply = link.call(OPCODES["get"], Writer().string(path).put("?", False))
            nodes[path] = {"data": reply.buffer(), "stat": self.stat(reply)}
            _, _, reply = link.call(OPCODES["getACL"], Writer().string(path))
            if (acl := reply.acl()) != OPEN:
                nodes[path]["acl"] = acl
            _, _, reply = link.call(OPCODES["children"], Writer().string(path).put("?", False))
            todo += [f"{path.rstrip('/')}/{child}" for child in reply.list(reply.buffer)]
        link.call(OPCODES["close"])
        return dict(sorted(nodes.items()))


def run(acls, source):
    """Plays ops on an empty server. `source`: called with each finished op (None at first), gives the next or None."""
    with Server(flags=FLAGS) as server:
        recorder = Recorder(server.port, acls)
        ops, last = [], None
        while (drawn := source(last)) is not None:
            last = {"n": len(ops), "s": drawn["s"], "op": drawn["op"], **({"a": drawn["a"]} if "a" in drawn else {})}
            last.update(recorder.play(last["s"], last["op"], last.get("a", {})))
            ops.append(last)
        return {"timeChecks": recorder.time_checks, "end": recorder.end(), "ops": ops, "tree": recorder.tree()}


def replayed(trace):
    ops = iter(trace["ops"])
    return run(trace["acls"], lambda _: next(ops, None))


def comparable(op):
    """Without the orders that the server does not promise."""
    op = json.loads(json.dumps(op))
    if op["op"] == "close":
        for events in op.get("ev", {}).values():
            events.sort()
    if "acl" in op.get("r", {}):
        op["r"]["acl"].sort()
    return op


def differences(one, other):
    found = [(a, b) for a, b in zip(one["ops"], other["ops"]) if comparable(a) != comparable(b)]
    if one["end"] != other["end"]:
        found.append((one["end"], other["end"]))
    for path in sorted(one["tree"].keys() | other["tree"].keys()):
        a, b = (json.loads(json.dumps(it["tree"].get(path))) for it in (one, other))
        for node in (a, b):
            if node and "acl" in node:
                node["acl"].sort()
        if a != b:
            found.append((path, a, b))
    return found


def write(path, trace):
    dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))  # noqa: E731
    head = {name: value for name, value in trace.items() if name not in ("ops", "tree")}
    ops = ",\n".join(dump(op) for op in trace["ops"])
    tree = ",\n".join(f"{dump(path)}:{dump(node)}" for path, node in trace["tree"].items())
    with open(path, "w") as file:
        file.write(f'{dump(head)[:-1]},"ops":[\n{ops}\n],"tree":{{\n{tree}\n}}}}\n')


def check(paths):
    wrong = 0
    for path in paths:
        with open(path) as file:
            trace = json.load(file)
        found = differences(trace, replayed(trace))
        wrong += len(found)
        print(f"{os.path.basename(path)}: {len(trace['ops'])} ops, {len(found)} different")
        for pair in found[:5]:
            print(*("   " + json.dumps(it, ensure_ascii=False) for it in pair), sep="\n")
    sys.exit(bool(wrong))


def draw(folder, names):
    from draw import Drawing

    for name in names:
        profile, seed = name.split(":")
        drawing = Drawing(profile, int(seed))
        made = run(drawing.acls, drawing.next)
        trace = {"kind": "single-server-ops", "profile": profile, "seed": int(seed), "zookeeper": "3.8.0-11+deb12u2"}
        trace |= {"baseZxid": 0, "acls": drawing.acls} | made
        found = differences(trace, replayed(trace))
        if found:
            raise SystemExit(f"{name} is not twice the same: {found[:3]}")
        write(f"{folder}/ops-{profile}-{seed}.json", trace)
        print(f"{name}: {len(trace['ops'])} ops, {len(trace['tree'])} nodes")


if __name__ == "__main__":
    check(sys.argv[2:]) if sys.argv[1] == "check" else draw(sys.argv[2], sys.argv[3:])
