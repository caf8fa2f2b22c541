"""Clients that write: some each to objects of their own, some with guarded updates to one that they share."""

import http.client
import itertools
import json
import random
import ssl
import threading

ANSWER_MAX_S = 20
OBJECTS = 8
numbers = itertools.count()


def tls():
    context = ssl.create_default_context(cafile="ca.crt")
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT if hasattr(ssl, "VERIFY_X509_STRICT") else ~0
    context.load_cert_chain("admin.crt", "admin.key")
    return context


class Client:
    """One connection; an answer without a status is one that is not known."""

    def __init__(self, port):
        self.port, self.context, self.connection = port, tls(), None

    def call(self, method, path, body=None, kind="application/json"):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection(
                    "127.0.0.1", self.port, timeout=ANSWER_MAX_S, context=self.context)
            text = None if body is None else json.dumps(body)
            self.connection.request(method, path, text, {"Content-Type": kind, "Accept": "application/json"})
            answer = self.connection.getresponse()
            read = answer.read()
            try:
                return answer.status, json.loads(read)
            except ValueError:
                return answer.status, {}
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            return None, {}


class Worker(threading.Thread):
    pause_s = 0.1

    def __init__(self, record, space, ports, stop, seed):
        super().__init__(daemon=True)
        self.record, self.space, self.stopping = record, space, stop
        self.clients = [Client(port) for port in ports]
        self.rng, self.number = random.Random(seed), next(numbers)
        self.base = "/api/v1/namespaces/%s/configmaps" % space

    def run(self):
        try:
            while not self.stopping.wait(self.pause_s):
                self.step(self.rng.choice(self.clients))
        except Exception as e:  # a worker that ended early would check nothing
            self.record.fault("a client broke: %r" % e)

    def call(self, client, verb, method, path, body=None, kind="application/json"):
        status, found = client.call(method, path, body, kind)
        self.record.answered(verb, status)
        return status, found


class Writer(Worker):
    def step(self, client):
        name = "w-%d-%d" % (self.number, self.rng.randrange(OBJECTS))
        key, path = (self.space, name), self.base + "/" + name
        possible = self.record.possible.setdefault(key, {None})
        before = self.record.highest
        if self.rng.random() < 0.1:
            self.list(client, before)
        status, found = self.call(client, "get", "GET", path)
        if status not in (200, 404):
            return
        value = found["data"]["value"] if status == 200 else None
        if value not in possible:
            self.record.fault("%s reads %s at %d, may be %s" % (name, value, client.port, sorted(map(str, possible))))
        if len(possible) > 1 and value is not None and value in possible and self.newest_tried.get(name) == value:
            possible.clear()
            possible.add(value)
        self.write(client, name, path, possible, found if status == 200 else None)

    newest_tried = {}

    def write(self, client, name, path, possible, found):
        fresh = "%d-%d" % (self.number, next(numbers))
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"value": fresh}}
        guard = None
        if found is None:
            verb, method, path, kind = "create", "POST", self.base, "application/json"
        else:
            verb = self.rng.choice(["update", "patch", "apply", "delete"])
            method = {"update": "PUT", "delete": "DELETE"}.get(verb, "PATCH")
            kind = {"patch": "application/merge-patch+json", "apply": "application/apply-patch+yaml"}.get(
                verb, "application/json")
            if verb == "update":
                guard = body["metadata"]["resourceVersion"] = found["metadata"]["resourceVersion"]
            if verb == "apply":
                path += "?fieldManager=load&force=true"
            if verb == "delete":
                fresh, body = None, {"preconditions": {"uid": found["metadata"]["uid"]}}
        self.record.tried.setdefault((self.space, name), set()).add(fresh)
        self.newest_tried[name] = fresh
        certain = len(possible) == 1
        possible.add(fresh)
        status, answer = self.call(client, verb, method, path, body, kind)
        if status in (200, 201):
            possible.intersection_update({fresh})
            if guard:
                self.record.guarded(self.space, name, guard)
            if fresh is not None:
                if found and int(answer["metadata"]["resourceVersion"]) <= int(found["metadata"]["resourceVersion"]):
                    self.record.fault("the resourceVersion of %s went back" % name)
                self.record.acknowledged(self.space, answer)
        elif status in (404, 409, 422) and certain:
            self.record.fault("%s of %s was refused with %s: %s" % (verb, name, status, answer.get("message")))

    def list(self, client, before):
        status, found = self.call(client, "list", "GET", self.base + "?limit=10")
        if status == 200 and int(found["metadata"]["resourceVersion"]) < before:
            self.record.fault("a list at %d is of %s, older than %d" % (
                client.port, found["metadata"]["resourceVersion"], before))


class Counter(Worker):
    """Adds one to an object that others add to as well, each time guarded by what it read."""

    def step(self, client):
        name = "counter"
        counts = self.record.counts.setdefault((self.space, name), [0, 0])
        status, found = self.call(client, "get", "GET", self.base + "/" + name)
        if status == 404:
            self.call(client, "create", "POST", self.base, {"metadata": {"name": name}, "data": {"value": "0"}})
        if status != 200:
            return
        guard = found["metadata"]["resourceVersion"]
        found["data"]["value"] = str(int(found["data"]["value"]) + 1)
        status, answer = self.call(client, "update", "PUT", self.base + "/" + name, found)
        with self.record.lock:
            counts[0] += status == 200
            counts[1] += status not in (200, 409)
        if status == 200:
            self.record.guarded(self.space, name, guard)
            self.record.acknowledged(self.space, answer)
