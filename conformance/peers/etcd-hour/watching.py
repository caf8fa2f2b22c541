"""A client that watches, resumes where it was, and lists again only when it is told to."""

import http.client
import json
import threading
import time

from load import tls

SILENCE_MAX_S = 30
CATCH_UP_MAX_S = 60


class Watcher(threading.Thread):
    def __init__(self, record, space, port, stop):
        super().__init__(daemon=True)
        self.record, self.space, self.port, self.stopping = record, space, port, stop
        self.base = "/api/v1/namespaces/%s/configmaps" % space
        self.context, self.version = tls(), 0
        self.events, self.missed = {}, []  # resourceVersion -> (type, name, value); ranges that lists jumped over
        self.present = set()
        self.resumed = self.gaps = 0

    def open(self, path):
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=SILENCE_MAX_S, context=self.context)
        connection.request("GET", path)
        return connection.getresponse()

    def run(self):
        while not self.stopping.is_set():
            try:
                if self.version == 0:
                    self.list()
                answer = self.open("%s?watch=true&allowWatchBookmarks=true&timeoutSeconds=20&resourceVersion=%d" % (
                    self.base, self.version))
                if answer.status == 410:
                    self.list()
                elif answer.status == 200:
                    self.resumed += 1
                    self.follow(answer)
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.2)

    def list(self):
        answer = self.open(self.base)
        if answer.status != 200:
            return
        found = json.loads(answer.read())
        version = int(found["metadata"]["resourceVersion"])
        if version < self.version:
            self.record.fault("a list at %d went back from %d to %d" % (self.port, self.version, version))
        if self.version:
            self.gaps += 1
        self.missed.append((self.version, version))
        self.version = version
        self.present = {item["metadata"]["name"] for item in found["items"]}

    def follow(self, answer):
        for line in answer:
            event = json.loads(line)
            kind, found = event["type"], event["object"]
            if kind == "ERROR":
                if found.get("code") == 410:
                    self.list()
                return
            version = int(found["metadata"]["resourceVersion"])
            if kind == "BOOKMARK":
                self.version = max(self.version, version)
                continue
            name, value = found["metadata"]["name"], found.get("data", {}).get("value")
            where = "%s %s/%s at %d, %d" % (kind, self.space, name, self.port, version)
            if version <= self.version:
                self.record.fault(where + ": not after %d" % self.version)
            if (kind == "ADDED") == (name in self.present):
                self.record.fault(where + ": the object was%s there" % ("" if name in self.present else " not"))
            (self.present.discard if kind == "DELETED" else self.present.add)(name)
            self.version = version
            self.events[version] = (kind, name, value)

    def await_revision(self, version):
        deadline = time.monotonic() + CATCH_UP_MAX_S
        wanted = max((v for v in self.record.written.get(self.space, {}) if v <= version), default=0)
        while self.version < wanted and time.monotonic() < deadline:
            time.sleep(0.1)
        if self.version < wanted:
            self.record.fault("the watch of %s at %d stands at %d, not %d" % (
                self.space, self.port, self.version, wanted))

    def check(self):
        """Every acknowledged write was seen as it was written, unless a list jumped over it."""
        for version, (name, value) in self.record.written.get(self.space, {}).items():
            if any(low < version <= high for low, high in self.missed):
                continue
            seen = self.events.get(version)
            if seen is None or seen[1:] != (name, value):
                self.record.fault("%s=%s at %d was not seen at %d: %s" % (name, value, version, self.port, seen))
        for version, (kind, name, value) in self.events.items():
            tried = self.record.tried.get((self.space, name))
            if tried is not None and kind != "DELETED" and value not in tried:
                self.record.fault("%s=%s at %d was never written" % (name, value, version))
