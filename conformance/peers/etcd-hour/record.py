"""What was acknowledged, and what may be there at the end."""

import threading
import time


class Record:
    def __init__(self):
        self.lock = threading.Lock()
        self.faults, self.answers = [], {}
        self.possible = {}  # (namespace, name) -> values that may be there; None: no object
        self.tried = {}  # (namespace, name) -> every value that was ever sent
        self.written = {}  # namespace -> {resourceVersion: (name, value)} of acknowledged writes
        self.guards = {}  # (namespace, name, resourceVersion) -> acknowledged guarded updates
        self.counts = {}  # name of a counter -> [acknowledged, unknown] increments
        self.highest = 0  # the newest acknowledged resourceVersion

    def fault(self, text):
        with self.lock:
            self.faults.append(text)
        print("FAULT", text, flush=True)

    def answered(self, verb, status):
        with self.lock:
            key = "%s %s" % (verb, status or "none")
            self.answers[key] = self.answers.get(key, 0) + 1

    def acknowledged(self, space, found):
        name, version = found["metadata"]["name"], int(found["metadata"]["resourceVersion"])
        with self.lock:
            self.highest = max(self.highest, version)
            self.written.setdefault(space, {})[version] = (name, found["data"]["value"])

    def guarded(self, space, name, version):
        with self.lock:
            key = (space, name, version)
            self.guards[key] = self.guards.get(key, 0) + 1
            twice = self.guards[key] > 1
        if twice:
            self.fault("two guarded updates of %s/%s at %s were acknowledged" % key)

    def check_lists(self, client, spaces):
        """Lists in pages, by this server: every object is as acknowledged, and none is there beside them."""
        for space in spaces:
            items, token = {}, ""
            while True:
                path = "/api/v1/namespaces/%s/configmaps?limit=20&continue=%s" % (space, token)
                status, page = client.call("GET", path)
                if status != 200:
                    time.sleep(1)
                    items, token = {}, ""
                    continue
                items.update((item["metadata"]["name"], item.get("data", {}).get("value")) for item in page["items"])
                token = page["metadata"].get("continue", "")
                if not token:
                    break
            for (owner, name), values in self.possible.items():
                if owner == space and items.get(name) not in values:
                    self.fault("%s/%s is %s at %d, not %s" % (space, name, items.get(name), client.port, values))
            for name in items:
                if name.startswith("w-") and (space, name) not in self.possible:
                    self.fault("%s/%s is at %d though nobody made it" % (space, name, client.port))
            for (owner, name), (sure, unknown) in self.counts.items():
                if owner == space and not sure <= int(items.get(name, -1)) <= sure + unknown:
                    self.fault("%s counts %s, acknowledged %d, unknown %d" % (name, items.get(name), sure, unknown))

    def newest(self, client, space):
        while True:
            status, found = client.call("GET", "/api/v1/namespaces/%s/configmaps?limit=1" % space)
            if status == 200:
                return max((v for v in self.written.get(space, {})), default=0)
            time.sleep(1)
