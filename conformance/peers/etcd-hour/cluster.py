"""Runs the cluster, its load and its kills, and holds what was seen to what was acknowledged. Called by run.sh."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

from load import Client, Counter, Writer
from record import Record
from watching import Watcher

NAMESPACES = 2
READY_MAX_S = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A process that is killed and started again on the same port and files."""

    def __init__(self, name, command):
        # It ends with this program, however that ends.
        self.name, self.command = name, ["setpriv", "--pdeathsig", "KILL"] + command
        self.start()

    def start(self):
        with open(self.name + ".log", "ab") as log:
            environment = dict(os.environ, CARAFE_NO_BUILD="1")
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
            )

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


def members(carafe):
    clients = ["http://127.0.0.1:%d" % free_port() for _ in range(3)]
    peers = ["http://127.0.0.1:%d" % free_port() for _ in range(3)]
    cluster = ",".join("m%d=%s" % member for member in enumerate(peers))
    started = [
        Program("m%d" % i, [
            carafe, "etcd", "--name=m%d" % i, "--data-dir=m%d" % i, "--initial-cluster=" + cluster,
            "--initial-cluster-state=new", "--listen-client-urls=" + clients[i],
            "--advertise-client-urls=" + clients[i], "--listen-peer-urls=" + peers[i],
            "--initial-advertise-peer-urls=" + peers[i]])
        for i in range(3)
    ]
    return started, ",".join(clients)


def server(name, port, carafe, upstream, endpoints):
    first = [carafe, "kube-apiserver"]
    if upstream:
        first = [upstream, "--service-account-key-file=sa.pub", "--endpoint-reconciler-type=none"]
    return Program(name, first + [
        "--advertise-address=127.0.0.1", "--etcd-servers=" + endpoints, "--bind-address=127.0.0.1",
        "--secure-port=%d" % port, "--tls-cert-file=server.crt", "--tls-private-key-file=server.key",
        "--client-ca-file=ca.crt", "--service-account-signing-key-file=sa.key",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local", "--authorization-mode=Node,RBAC",
        "--service-cluster-ip-range=10.114.0.0/16", "--kubelet-client-certificate=admin.crt",
        "--kubelet-client-key=admin.key", "--kubelet-certificate-authority=ca.crt"])


def await_ready(port):
    client, deadline = Client(port), time.monotonic() + READY_MAX_S
    while time.monotonic() < deadline:
        if client.call("GET", "/readyz")[0] == 200:
            return
        time.sleep(0.5)
    raise SystemExit("the API server at %d is not ready within %d s; the logs may say why" % (port, READY_MAX_S))


def kill_now_and_then(stores, servers, ports, deadline, every, rng):
    """Kills a member each time, and an API server every third time; one at once, which must be back before the next."""
    kills = {"members": 0, "servers": 0}
    next_kill = time.monotonic() + every
    while next_kill < deadline:
        time.sleep(max(0.0, next_kill - time.monotonic()))
        next_kill += every
        store = rng.choice(stores)
        store.kill()
        kills["members"] += 1
        if kills["members"] % 3 == 0:
            victim = rng.randrange(len(servers))
            servers[victim].kill()
            kills["servers"] += 1
            servers[victim].start()
        time.sleep(min(2.0, every / 4))
        store.start()
    time.sleep(max(0.0, deadline - time.monotonic()))
    for port in ports:
        await_ready(port)
    return kills


def main():
    carafe, upstream, minutes, every, rate, seed = sys.argv[1:7]
    seed = int(seed) if seed else random.SystemRandom().randrange(1 << 32)
    print("seed", seed, flush=True)
    rng = random.Random(seed)
    stores, endpoints = members(os.path.abspath(carafe))
    ports, servers = [free_port(), free_port()], []
    record, stop_load, stop_watch = Record(), threading.Event(), threading.Event()
    try:
        for i, port in enumerate(ports):
            servers.append(server("server%d" % i, port, os.path.abspath(carafe), upstream, endpoints))
            await_ready(port)
        spaces = ["load-%d" % i for i in range(NAMESPACES)]
        for space in spaces:
            body = {"metadata": {"name": space}}
            if Client(ports[0]).call("POST", "/api/v1/namespaces", body)[0] != 201:
                raise SystemExit("no namespace " + space)
        watchers = [Watcher(record, space, port, stop_watch) for space in spaces for port in ports]
        workers = [Writer(record, space, ports, stop_load, rng.random()) for space in spaces for _ in range(2)]
        workers += [Counter(record, spaces[0], ports, stop_load, rng.random()) for _ in range(2)]
        for worker in workers:
            worker.pause_s = len(workers) / float(rate)
        for thread in watchers + workers:
            thread.start()
        kills = kill_now_and_then(
            stores, servers, ports, time.monotonic() + 60 * float(minutes), float(every), rng)
        stop_load.set()
        for worker in workers:
            worker.join()
        for port in ports:
            record.check_lists(Client(port), spaces)
        last = max(record.newest(Client(port), space) for space in spaces for port in ports)
        for watcher in watchers:
            watcher.await_revision(last)
        stop_watch.set()
        for watcher in watchers:
            watcher.check()
        print("kills", kills, "answers", record.answers, "watch events", sum(len(w.events) for w in watchers),
              "resumed", sum(w.resumed for w in watchers), "listed again", sum(w.gaps for w in watchers))
    finally:
        for program in servers + stores:
            program.end()
    for fault in record.faults[:50]:
        print("FAULT", fault)
    print("lost nothing" if not record.faults else "%d faults" % len(record.faults))
    # Watches that still wait on a closed server do not hold the answer up.
    sys.stdout.flush()
    os._exit(1 if record.faults else 0)


main()
