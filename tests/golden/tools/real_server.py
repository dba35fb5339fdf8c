"""Starts real ZooKeeper servers for the recorders, on 127.0.0.1, in directories of their own.

Needs Debian's packages zookeeper (3.8.0-11+deb12u2) and a Java. Standard library only.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

JARS = "/usr/share/java"
SERVER_CLASSPATH = f"{JARS}/zookeeper.jar:{JARS}/slf4j-simple.jar"


def free_port():
    """A port that nothing listens on. Below the range from which the kernel draws the ports of clients."""
    while True:
        port = 20000 + int.from_bytes(os.urandom(2), "big") % 10000
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def four_letters(port, word, timeout=5):
    """What the server answers to a four-letter word; None if nothing listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as link:
            link.sendall(word.encode())
            answer = b""
            while chunk := link.recv(65536):
                answer += chunk
            return answer.decode()
    except OSError:
        return None


class Server:
    """One server process; `restart` keeps its data and its port, `wipe` forgets them."""

    def __init__(self, config="", flags=(), myid=None, port=None):
        self.home = tempfile.mkdtemp(prefix="zk-recorder-")
        self.port = port or free_port()
        self.flags = list(flags)
        self.process = None
        os.mkdir(f"{self.home}/data")
        if myid is not None:
            self.write(f"{self.home}/data/myid", str(myid))
        lines = [
            "tickTime=2000",
            "initLimit=10",
            "syncLimit=5",
            f"dataDir={self.home}/data",
            f"clientPort={self.port}",
            "clientPortAddress=127.0.0.1",
            "maxClientCnxns=0",
            "admin.enableServer=false",
            "4lw.commands.whitelist=*",
        ]
        # A later line of the same key wins, as in any java.util.Properties.
        self.write(f"{self.home}/zoo.cfg", "\n".join(lines) + "\n" + config + "\n")

    @staticmethod
    def write(path, text):
        with open(path, "w") as file:
            file.write(text)

    def start(self, wait=True):
        self.log = open(f"{self.home}/log", "ab")
        main = "org.apache.zookeeper.server.quorum.QuorumPeerMain"
        memory = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"]
        command = ["java", *memory, *self.flags, "-cp", SERVER_CLASSPATH, main, f"{self.home}/zoo.cfg"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=self.home)
        if wait:
            self.wait_serving()
        return self

    def wait_serving(self, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if "Mode:" in (four_letters(self.port, "srvr") or ""):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"no server on {self.port}: see {self.home}/log")

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def wipe(self):
        self.kill()
        self.log.close()
        shutil.rmtree(self.home)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind is None:
            self.wipe()
        else:
            self.kill()


def ensemble(voters, observers=0, config="", flags=()):
    """Servers 1..n, the observers last; not yet started."""
    count = voters + observers
    quorum, election, client = ([free_port() for _ in range(count)] for _ in range(3))
    members = "\n".join(
        f"server.{n + 1}=127.0.0.1:{quorum[n]}:{election[n]}" + (":observer" if voters <= n else "")
        for n in range(count)
    )
    servers = []
    for n in range(count):
        own = members + ("\npeerType=observer" if voters <= n else "") + "\n" + config
        servers.append(Server(own, flags, myid=n + 1, port=client[n]))
    for n, server in enumerate(servers):
        server.ports = (client[n], quorum[n], election[n])
    return servers
