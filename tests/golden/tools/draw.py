"""Draws the requests of a trace, one after another, from a seed and from what the server has answered so far.

Deliberately another space than that of the first traces: names that are prefixes of each other or are not ASCII, deep trees,
parents that are ephemeral or locked, multis that fail in the middle, reconnects with lists that no client would send.
What it keeps out is what 3.8.0 gets wrong and later releases mend: a session never has watches of two modes on one path.
"""

import base64
import hashlib
import random

from record_ops import LISTS, OPEN


def digest(cred):
    return cred.split(":")[0] + ":" + base64.b64encode(hashlib.sha1(cred.encode()).digest()).decode()


CREDS = ["carol:cpw", "dave:dpw", "erin:e:pw", "carol:wrong"]
CAROL, DAVE = digest(CREDS[0]), digest(CREDS[1])
ACLS = {
    "open": OPEN,
    "read": [[1, "world", "anyone"]],
    "none": [],
    "zero": [[0, "world", "anyone"]],
    "write": [[2, "world", "anyone"]],
    "create": [[4, "world", "anyone"]],
    "delete": [[8, "world", "anyone"]],
    "admin": [[16, "world", "anyone"]],
    "all-but-read": [[30, "world", "anyone"]],
    "all-but-admin": [[15, "world", "anyone"]],
    "auth": [[31, "auth", ""]],
    "auth-read": [[1, "auth", "ignored"]],
    "auth+world": [[31, "auth", ""], [1, "world", "anyone"]],
    "carol": [[31, "digest", CAROL]],
    "carol+r": [[31, "digest", CAROL], [1, "world", "anyone"]],
    "carol-or-dave": [[19, "digest", CAROL], [12, "digest", DAVE]],
    "dave-wa": [[18, "digest", DAVE], [1, "world", "anyone"]],
    "ip": [[31, "ip", "127.0.0.1"]],
    "ip8": [[15, "ip", "127.0.0.0/8"]],
    "ip32": [[7, "ip", "127.0.0.1/32"], [24, "digest", CAROL]],
    "ip0": [[31, "ip", "10.0.0.0/0"]],
    "ipno": [[31, "ip", "127.0.0.2"]],
    "badscheme": [[31, "nosuch", "x"]],
    "badip": [[31, "ip", "127.0.0"]],
    "badbits": [[31, "ip", "127.0.0.1/33"]],
    "badworld": [[31, "world", ""]],
    "baddigest": [[31, "digest", "nocolon"]],
    "half-bad": [[31, "world", "anyone"], [1, "nosuch", ""]],
    "dup": [[1, "world", "anyone"], [31, "ip", "127.0.0.1"], [1, "world", "anyone"]],
}
GOOD = ["open", "read", "zero", "write", "create", "delete", "admin", "all-but-read", "all-but-admin", "auth", "auth+world"]
GOOD += ["carol", "carol+r", "carol-or-dave", "dave-wa", "ip", "ip8", "ip32", "ip0", "ipno", "dup", "auth-read"]

NAMES = {
    "short": ["x", "y", "z", "x1", "x10", "xy"],
    "prefixes": ["n", "no", "nod", "node", "node-", "node-1"],
    "wide": ["é", "世界", "a b", "'q'", "#", "x:y", "-0000000001"],
    "deep": ["k", "l"],
}
BASES = ["n-", "lock-", "", "x", "qn_", "guid-n_"]
ODD = ["", "/", "//", "/x/", "/x//y", "x", "x/y", "/.", "/..", "/x/.", "/x/../y", "/x/./y", "/...", "/.x", "/x..", "/ ", "/x/ "]
ODD += ["/\t", "/\0", "/x\0y", "/\u0001", "/\u001f", "/\u007f", "/\u009f", "/\u00a0", "/\ud7ff", "/\ue000", "/\uf8ff", "/\uf900"]
ODD += ["/\uffef", "/\ufff0", "/\uffff", "/\U0001f642", "/" + "long" * 60, "/\\", '/"', "/x0000000001", "/zookeeper/", "/ZooKeeper"]
SYSTEM = ["/zookeeper", "/zookeeper/config", "/zookeeper/quota", "/zookeeper/x", "/zookeeper/quota/x", "/zookeeper/config/x"]
MODES = ["PERSISTENT"] * 8 + ["EPHEMERAL"] * 4 + ["PERSISTENT_SEQUENTIAL"] * 3 + ["EPHEMERAL_SEQUENTIAL"] * 2
MODES += ["CONTAINER", "PERSISTENT_WITH_TTL", "PERSISTENT_SEQUENTIAL_WITH_TTL"]
TTLS = [1, 1000, 1_000_000_000, 2**40 - 1] * 3 + [0, -1, 2**40, 2**62]

COMMON = {"create": 24, "delete": 10, "set": 10, "get": 8, "exists": 7, "children": 7, "multi": 4, "sync": 2, "countAll": 2}
COMMON |= {"getEphemerals": 2, "multiRead": 2, "setACL": 1, "getACL": 1, "whoAmI": 0.5, "close": 1, "drop": 1, "addWatch": 1}
PROFILES = {
    "core": COMMON,
    "multi": COMMON | {"multi": 40, "multiRead": 8, "addWatch": 2},
    "watch": COMMON | {"addWatch": 7, "removeWatches": 7, "checkWatches": 6, "get": 10, "exists": 10, "children": 10, "drop": 2, "close": 2},
    "session": COMMON | {"close": 7, "drop": 9, "getEphemerals": 6, "addWatch": 3, "exists": 9},
    "acl": COMMON | {"setACL": 16, "getACL": 7, "auth": 6, "whoAmI": 2, "multi": 8, "drop": 2, "close": 2, "countAll": 4, "addWatch": 4},
    "mixed": COMMON | {"multi": 10, "setACL": 5, "getACL": 3, "auth": 2, "removeWatches": 4, "checkWatches": 3, "addWatch": 4, "drop": 3, "close": 3},
}  # fmt: skip
WATCHFUL = {"core": 0.25, "multi": 0.4, "watch": 0.8, "session": 0.6, "acl": 0.7, "mixed": 0.5}
ODDITY = {"core": 0.08, "multi": 0.05, "watch": 0.04, "session": 0.03, "acl": 0.04, "mixed": 0.06}
# How often a request goes to a path that somebody watches, or to a child of it.
HOT = {"core": 0.2, "multi": 0.3, "watch": 0.5, "session": 0.5, "acl": 0.4, "mixed": 0.35}
LENGTH = 400


class Slot:
    def __init__(self):
        self.state = "closed"
        self.count = 0
        self.zxid = 0
        self.auths = []
        self.forget()

    def forget(self):
        """Registrations are gone, on both sides."""
        self.lists = {name: set() for name in LISTS}
        self.modes = {}

    def may(self, path, mode):
        return self.modes.get(path, mode) == mode


class Drawing:
    def __init__(self, profile, seed):
        self.profile = profile
        self.rng = random.Random(f"{profile} {seed}")
        self.style = list(NAMES)[seed % len(NAMES)]
        self.names = NAMES[self.style]
        self.acls = ACLS
        self.nodes = {"/": None}
        self.versions = {}
        self.slots = [Slot() for _ in range(3)]
        self.queue = [{"s": s, "op": "open"} for s in range(3)]
        if profile == "mixed":
            self.queue += self.quota(self.names[0])
        self.left = LENGTH

    def chance(self, share):
        return self.rng.random() < share

    # What the last answer tells.

    def next(self, last):
        if last is not None:
            self.learn(last)
        if self.left == 0:
            return None
        self.left -= 1
        drawn = self.queue.pop(0) if self.queue else self.draw()
        if drawn["op"] == "open":
            slot = self.slots[drawn["s"]]
            slot.count += 1
            drawn["a"] = {"as": f"s{drawn['s']}#{slot.count}", "timeout": 40000}
        return drawn

    def learn(self, last):
        slot, op, a, result = self.slots[last["s"]], last["op"], last.get("a", {}), last.get("r", {})
        slot.zxid = max(slot.zxid, last.get("zx", 0))
        if op == "open":
            slot.state, slot.auths = "open", []
            slot.forget()
        elif op == "close":
            mine = [path for path, owner in self.nodes.items() if owner == self.owner(last["s"])]
            for path in mine:
                self.nodes.pop(path)
            slot.state = "closed"
        elif op in ("drop", "reconnect"):
            slot.state = "dropped" if op == "drop" else "open"
            slot.modes = {}
            for name in LISTS:
                for path in a.get(name, []):
                    slot.modes[path] = name if name in ("pers", "rec") else "std"
                    slot.lists[name].add(path)
        elif op == "create" and last["rc"] == "OK":
            self.made(last["s"], a, result["path"])
        elif op == "delete" and last["rc"] == "OK":
            self.nodes.pop(a["path"], None)
        elif op in ("set", "setACL", "exists") and last["rc"] == "OK":
            self.versions[a["path"]] = result["stat"][3]
        elif op == "multi" and not any("err" in part for part in result["results"]):
            for part, got in zip(a["ops"], result["results"]):
                if part["op"] == "create":
                    self.made(last["s"], part, got["path"])
                elif part["op"] == "delete":
                    self.nodes.pop(part["path"], None)
        elif op == "auth" and last["rc"] == "OK" and a["scheme"] == "digest" and a["cred"] not in slot.auths:
            slot.auths.append(a["cred"])
        elif op == "removeWatches" and last["rc"] == "OK" and a["type"] == 3:
            slot.modes.pop(a["path"], None)
            for name in LISTS:
                slot.lists[name].discard(a["path"])
        self.learn_watch(slot, op, a, last["rc"])
        for s, events in last.get("ev", {}).items():
            for kind, path in events:
                self.learn_event(self.slots[int(s)], kind, path)

    def made(self, s, a, path):
        self.nodes[path] = self.owner(s) if a["mode"].startswith("EPHEMERAL") else None

    def owner(self, s):
        return s, self.slots[s].count

    def learn_watch(self, slot, op, a, rc):
        if op == "addWatch" and rc == "OK":
            name = "pers" if a["mode"] == "PERSISTENT" else "rec"
            slot.lists[name].add(a["path"])
            slot.modes[a["path"]] = name
        elif a.get("watch") and (rc == "OK" or (op == "exists" and rc == "NoNode")):
            name = "child" if op == "children" else "data" if rc == "OK" else "exist"
            slot.lists[name].add(a["path"])
            slot.modes[a["path"]] = "std"

    @staticmethod
    def learn_event(slot, kind, path):
        for name in {"NodeChildrenChanged": ["child"], "NodeDeleted": ["data", "exist", "child"]}.get(kind, ["data", "exist"]):
            slot.lists[name].discard(path)
        if slot.modes.get(path) == "std" and not any(path in slot.lists[name] for name in LISTS):
            slot.modes.pop(path)

    # The next request.

    def draw(self):
        s = self.rng.randrange(3)
        slot = self.slots[s]
        if slot.state == "closed":
            return {"s": s, "op": "open"} if self.chance(0.5) else self.draw()
        if slot.state == "dropped":
            return self.reconnect(s) if self.chance(0.35) else self.draw()
        weights = PROFILES[self.profile]
        op = self.rng.choices(list(weights), list(weights.values()))[0]
        if op in ("close", "drop"):
            return {"s": s, "op": op}
        if op == "whoAmI":
            return {"s": s, "op": op}
        return {"s": s, "op": op, "a": getattr(self, f"draw_{op}", self.draw_path)(slot)}

    def path(self, existing=0.75):
        """A path to ask for: mostly a node that is there, else one that could be, else an odd one."""
        if self.chance(ODDITY[self.profile]):
            return self.rng.choice(ODD)
        if self.profile in ("mixed", "acl", "core") and self.chance(0.03):
            return self.rng.choice(SYSTEM)
        if self.chance(HOT[self.profile]) and (watched := sorted({path for slot in self.slots for path in slot.modes})):
            path = self.rng.choice(watched)
            fresh = path in self.nodes and existing < 0.5
            return self.child(path) if fresh or self.chance(0.15) else path
        if self.chance(existing):
            return self.rng.choice(list(self.nodes))
        return self.child(self.parent())

    def parent(self):
        nodes = list(self.nodes)
        if self.style == "deep" and self.chance(0.6):
            return max(nodes, key=lambda path: (path.count("/"), path))
        if self.chance(0.04) and (mine := [path for path, owner in self.nodes.items() if owner]):
            return self.rng.choice(mine)
        if self.chance(0.05):
            return self.child(self.rng.choice(nodes))
        return self.rng.choice([path for path in nodes if not path.startswith("/zookeeper/") and not self.nodes[path]])

    def child(self, parent):
        return f"{parent.rstrip('/')}/{self.rng.choice(self.names)}"

    def data(self):
        kind = self.rng.random()
        if kind < 0.12:
            return None
        if kind < 0.25:
            return ""
        if kind < 0.28:
            return "größer-" + "界" * self.rng.randrange(9)
        if kind < 0.30:
            return "L" * self.rng.choice([255, 1000, 3000])
        return f"d{self.rng.randrange(10 ** self.rng.randrange(1, 6))}"

    def version(self, path):
        known = self.versions.get(path, 0)
        return self.rng.choice([-1, -1, -1, known, known, 0, known + 1, known - 1, 2**31 - 1, -2])

    def acl(self):
        if self.chance(0.3):
            return "open"
        return self.rng.choice(GOOD) if self.chance(0.8) else self.rng.choice(list(ACLS))

    def draw_path(self, _):
        path = self.path()
        # A reply repeats this one, and Java writes characters beyond U+FFFF in a way that is not UTF-8.
        return {"path": "/x" if "\U0001f642" in path else path}

    def draw_create(self, _, part=False):
        mode = self.rng.choice(MODES)
        path = self.path(0.08)
        if "SEQUENTIAL" in mode and not self.chance(0.1):
            path = f"{self.parent().rstrip('/')}/{self.rng.choice(BASES)}"
        a = {"path": path, "mode": mode, "data": self.data()}
        if path.startswith("/zookeeper/quota"):
            a["data"] = "count=5,bytes=100"
        if mode.endswith("TTL"):
            a["ttl"] = self.rng.choice(TTLS)
        if self.chance({"acl": 0.5, "mixed": 0.2}.get(self.profile, 0.02)):
            a["acl"] = self.acl()
        if not part and self.chance(0.2):
            a["nostat"] = True
        return a

    def draw_delete(self, _):
        path = self.path(0.85)
        if self.chance(0.5) and (leaves := [it for it in self.nodes if not any(other.startswith(it + "/") for other in self.nodes)]):
            path = self.rng.choice(leaves)
        return {"path": path, "version": self.version(path)}

    def draw_set(self, _):
        path = self.path(0.85)
        # A server that reads nonsense out of a quota dies of it.
        if path.startswith("/zookeeper/quota/"):
            return {"path": path, "data": f"count={self.rng.randrange(9)},bytes=50", "version": -1}
        return {"path": path, "data": self.data(), "version": self.version(path)}

    def draw_read(self, slot):
        path = self.path()
        watch = path.startswith("/") and self.chance(WATCHFUL[self.profile]) and slot.may(path, "std")
        return {"path": path, "watch": watch}

    draw_get = draw_exists = draw_children = draw_read

    def draw_setACL(self, _):
        path = self.path(0.9)
        if path in ("/", "") and not self.chance(0.1):
            path = self.path(0.9)
        return {"path": path, "acl": "open" if path == "/" else self.acl(), "version": self.rng.choice([-1, -1, -1, 0, 1, 2, -2])}

    def draw_auth(self, _):
        if self.chance(0.1):
            return {"scheme": "ip", "cred": "10.1.1.1"}
        return {"scheme": "digest", "cred": self.rng.choice(CREDS)}

    def draw_getEphemerals(self, _):
        path = self.path(0.6)
        return {"prefix": self.rng.choice(["/", "", path, path[:-1], path + "/"])}

    def draw_addWatch(self, slot):
        path, mode = self.path(0.6), self.rng.choice(["PERSISTENT", "PERSISTENT_RECURSIVE"])
        if not path.startswith("/") or not slot.may(path, "pers" if mode == "PERSISTENT" else "rec"):
            path, mode = self.child(self.child("/")), "PERSISTENT"
        if not slot.may(path, "pers" if mode == "PERSISTENT" else "rec"):
            mode = "PERSISTENT_RECURSIVE" if slot.modes[path] == "rec" else mode
        if not slot.may(path, "pers" if mode == "PERSISTENT" else "rec"):
            path = f"/only-{mode.lower()}"
        return {"path": path, "mode": mode}

    def draw_checkWatches(self, slot):
        other = self.rng.choice(self.slots)
        watched = sorted((slot if self.chance(0.7) else other).modes)
        path = self.rng.choice(watched) if watched and self.chance(0.85) else self.path()
        return {"path": path, "type": self.rng.choice([1, 2, 3])}

    draw_removeWatches = draw_checkWatches

    def draw_multiRead(self, _):
        return {"ops": [{"op": self.rng.choice(["get", "children"]), "path": self.path()} for _ in range(self.rng.randrange(6))]}

    def draw_multi(self, slot):
        """Parts that build on each other, and often one that cannot be, anywhere."""
        here, ops = dict(self.nodes), []
        kept = self.nodes, self.profile
        self.nodes = here
        for _ in range(self.rng.choice([0, 1, 1, 2, 3, 3, 4, 5, 6, 8])):
            ops.append(self.part(slot, here))
        if ops and self.chance(0.3):
            ops.insert(self.rng.randrange(len(ops) + 1), self.bad_part())
        self.nodes, _ = kept
        return {"ops": ops}

    def part(self, slot, here):
        kind = self.rng.choice(["create", "create", "create", "set", "set", "delete", "check"])
        nodes = [path for path in here if path != "/" and not path.startswith("/zookeeper")]
        if kind == "create" or not nodes:
            if self.chance(0.75):
                part = self.draw_create(slot, part=True)
            else:
                part = {"path": self.child(self.rng.choice(list(here))), "mode": "PERSISTENT", "data": self.data()}
            if "SEQUENTIAL" not in part["mode"] and part["path"] not in ODD:
                here[part["path"]] = None
            return {"op": "create", **part}
        path = self.rng.choice(nodes)
        if kind == "delete":
            path = next((it for it in sorted(nodes, reverse=True) if not any(o.startswith(it + "/") for o in nodes)), path)
            here.pop(path)
            return {"op": kind, "path": path, "version": -1}
        version = self.rng.choice([-1, -1, -1, -1, self.versions.get(path, 0)])
        if kind == "set":
            return {"op": kind, "path": path, "data": self.data(), "version": version}
        return {"op": kind, "path": path, "version": version}

    def bad_part(self):
        path = self.rng.choice(list(self.nodes))
        return self.rng.choice(
            [
                {"op": "check", "path": path, "version": 77},
                {"op": "check", "path": self.rng.choice(ODD), "version": -1},
                {"op": "create", "path": path, "mode": "PERSISTENT", "data": ""},
                {"op": "create", "path": "/nowhere/x", "mode": "CONTAINER", "data": None},
                {"op": "create", "path": self.rng.choice(ODD), "mode": "EPHEMERAL", "data": None},
                {"op": "delete", "path": "/", "version": -1},
                {"op": "delete", "path": path, "version": 78},
                {"op": "delete", "path": "/nowhere", "version": -1},
                {"op": "set", "path": "/nowhere", "data": "x", "version": -1},
                {"op": "create", "path": "/t", "mode": "PERSISTENT_WITH_TTL", "data": "", "ttl": 0},
                {"op": "create", "path": "/t", "mode": "PERSISTENT", "data": "", "acl": "none"},
            ]
        )

    def reconnect(self, s):
        slot = self.slots[s]
        a = {"rel": slot.zxid if self.chance(0.75) else self.rng.randrange(slot.zxid + 1)}
        lists = {name: set(paths) for name, paths in slot.lists.items()}
        if self.chance(0.3):
            for _ in range(self.rng.randrange(1, 6)):
                path, name = self.path(), self.rng.choice(LISTS)
                mode = name if name in ("pers", "rec") else "std"
                if path.startswith("/") and all(path not in lists[other] for other in LISTS if (other if other in ("pers", "rec") else "std") != mode):
                    lists[name].add(path)
        a.update({name: sorted(paths) for name, paths in lists.items() if paths})
        if slot.auths:
            a["auths"] = list(slot.auths)
        return {"s": s, "op": "reconnect", "a": a}

    def quota(self, name):
        """A node with a quota, as zkCli's setquota makes one."""
        node = f"/zookeeper/quota/{name}"
        steps = [(f"/{name}", None), (f"/{name}/in", "12345"), (node, None)]
        steps += [(f"{node}/zookeeper_limits", "count=3,bytes=20"), (f"{node}/zookeeper_stats", "count=0,bytes=0")]
        made = [{"s": 0, "op": "create", "a": {"path": path, "mode": "PERSISTENT", "data": data}} for path, data in steps]
        read = [{"s": 1, "op": "get", "a": {"path": path, "watch": False}} for path, _ in steps[-2:]]
        return made + read
