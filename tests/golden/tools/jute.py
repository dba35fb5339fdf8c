"""A ZooKeeper connection that sends requests as they are: no check of paths, no retry, no event thread.

The records are those of zookeeper.jute: big-endian integers, a length before strings, buffers and vectors, −1 for null.
"""

import socket
import struct

ERRORS = {
    0: "OK", -1: "SystemError", -2: "RuntimeInconsistency", -3: "DataInconsistency", -4: "ConnectionLoss",
    -5: "MarshallingError", -6: "Unimplemented", -7: "OperationTimeout", -8: "BadArguments", -12: "UnknownSession",
    -101: "NoNode", -102: "NoAuth", -103: "BadVersion", -108: "NoChildrenForEphemerals", -110: "NodeExists",
    -111: "NotEmpty", -112: "SessionExpired", -113: "InvalidCallback", -114: "InvalidACL", -115: "AuthFailed",
    -118: "SessionMoved", -119: "NotReadOnly", -120: "EphemeralOnLocalSession", -121: "NoWatcher",
    -122: "RequestTimeout", -123: "ReconfigDisabled", -125: "QuotaExceeded", -127: "ThrottledOp",
}  # fmt: skip
EVENTS = {1: "NodeCreated", 2: "NodeDeleted", 3: "NodeDataChanged", 4: "NodeChildrenChanged"}
MODES = {
    "PERSISTENT": 0, "EPHEMERAL": 1, "PERSISTENT_SEQUENTIAL": 2, "EPHEMERAL_SEQUENTIAL": 3, "CONTAINER": 4,
    "PERSISTENT_WITH_TTL": 5, "PERSISTENT_SEQUENTIAL_WITH_TTL": 6,
}  # fmt: skip
OPCODES = {
    "create": 1, "delete": 2, "exists": 3, "get": 4, "set": 5, "getACL": 6, "setACL": 7, "getChildren": 8, "sync": 9,
    "ping": 11, "children": 12, "check": 13, "multi": 14, "create2": 15, "checkWatches": 17, "removeWatches": 18,
    "createContainer": 19, "createTTL": 21, "multiRead": 22, "auth": 100, "setWatches": 101, "getEphemerals": 103,
    "countAll": 104, "setWatches2": 105, "addWatch": 106, "whoAmI": 107, "close": -11,
}  # fmt: skip
NOTIFICATION, PING, AUTH, SET_WATCHES = -1, -2, -4, -8


class Writer:
    def __init__(self):
        self.bytes = b""

    def put(self, form, *values):
        self.bytes += struct.pack(">" + form, *values)
        return self

    def buffer(self, data):
        data = data.encode() if isinstance(data, str) else data
        if data is None:
            return self.put("i", -1)
        self.put("i", len(data))
        self.bytes += data
        return self

    string = buffer

    def strings(self, items):
        self.put("i", len(items))
        for item in items:
            self.string(item)
        return self

    def acl(self, entries):
        self.put("i", len(entries))
        for perms, scheme, name in entries:
            self.put("i", perms).string(scheme).string(name)
        return self


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(">" + form)
        return values if 1 < len(values) else values[0]

    def buffer(self):
        length = self.take("i")
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def list(self, item):
        return [item() for _ in range(self.take("i"))]

    def stat(self):
        """As on the wire: czxid mzxid ctime mtime version cversion aversion owner dataLength numChildren pzxid."""
        return self.take("qqqqiiiqiiq")

    def id(self):
        return [self.buffer(), self.buffer()]

    def acl(self):
        return self.list(lambda: [self.take("i"), *self.id()])


class Closed(Exception):
    """The server closed the connection."""


class Connection:
    """One TCP connection of a session. `events` fills up as frames are read."""

    def __init__(self, port, timeout, session=0, password=bytes(16), last_zxid=0):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.events, self.xid = [], 0
        hello = Writer().put("iqiq", 0, last_zxid, timeout, session).buffer(password).put("?", False)
        self.send(hello)
        reply = Reader(self.frame())
        _, self.timeout, self.session = reply.take("iiq")
        length = reply.take("i")
        self.password = reply.data[reply.at : reply.at + length]

    def send(self, record):
        self.socket.sendall(struct.pack(">i", len(record.bytes)) + record.bytes)

    def frame(self):
        head = self.exactly(4)
        return self.exactly(struct.unpack(">i", head)[0])

    def exactly(self, count):
        data = b""
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            if not chunk:
                raise Closed
            data += chunk
        return data

    def call(self, opcode, body=b"", xid=None):
        """Sends one request and reads to its reply: (zxid, error name, Reader)."""
        if xid is None:
            self.xid += 1
            xid = self.xid
        head = Writer().put("ii", xid, opcode)
        head.bytes += body.bytes if isinstance(body, Writer) else body
        self.send(head)
        while True:
            reply = Reader(self.frame())
            got, zxid, error = reply.take("iqi")
            if got == NOTIFICATION:
                kind, state = reply.take("ii")
                assert state == 3 and zxid == -1, "a watch event says SyncConnected and has no zxid"
                self.events.append([EVENTS[kind], reply.buffer()])
                continue
            assert got == xid, (got, xid)
            return zxid, ERRORS[error], reply

    def ping(self):
        self.call(OPCODES["ping"], xid=PING)

    def close(self):
        self.socket.close()
