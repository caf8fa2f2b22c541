"""Writes into tables what an API server says of the objects in them.

    record.py SERVER TABLE...

ca.crt, admin.crt and admin.key stand in the current folder. Lines that begin with # are kept. The first other line of a table has a
group and version, a resource, and an object that is valid, with tabs between them, and "status" as a fourth where changes are of that.
Each further line is a case: a JSON merge patch of that object, and after a tab the answer. Where there are two patches, the first makes the object that is there before, and the second
changes it. The answer has the causes in their order, with two semicolons between them, and is empty where the object is taken; the uid
that the server gave stands as one of zeros.
"""

import json
import re
import ssl
import sys
import time
import urllib.error
import urllib.request

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ZEROS = "00000000-0000-0000-0000-000000000000"


class Server:
    def __init__(self, address):
        self.address = address
        self.tls = ssl.create_default_context(cafile="ca.crt")
        self.tls.load_cert_chain("admin.crt", "admin.key")

    def ask(self, method, path, body=None):
        """The code and the object of an answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, context=self.tls) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def wait(self):
        for _ in range(300):
            try:
                with urllib.request.urlopen(self.address + "/readyz", context=self.tls) as answer:
                    if answer.read() == b"ok" and self.ask("GET", "/api/v1/namespaces/default")[0] == 200:
                        return
            except OSError:
                pass
            time.sleep(0.2)
        sys.exit("the server is not ready")


def merged(old, patch):
    """The object after a JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    out = dict(old) if isinstance(old, dict) else {}
    for name, value in patch.items():
        if value is None:
            out.pop(name, None)
        else:
            out[name] = merged(out.get(name), value)
    return out


def said(code, answer):
    if code < 300:
        return ""
    causes = answer.get("details", {}).get("causes", [])
    if code == 422 and causes:
        text = " ;; ".join(f"{cause.get('field', '')}: {cause['message']}" for cause in causes)
    else:
        text = f"{code} {answer['message']}"
    return UID.sub(ZEROS, text).replace("\t", "\\t").replace("\n", "\\n")


def path(version, resource, namespace):
    prefix = "/apis/" if "/" in version else "/api/"
    within = f"/namespaces/{namespace}" if namespace else ""
    return f"{prefix}{version}{within}/{resource}"


def record(server, table):
    lines = []
    base = None
    with open(table) as file:
        given = file.read().splitlines()
    for line in given:
        if line.startswith("#") or not line:
            lines.append(line)
        elif base is None:
            version, resource, text, *of = line.split("\t")
            base = json.loads(text)
            where = path(version, resource, base["metadata"].get("namespace"))
            lines.append(line)
        else:
            patches = [part for part in line.split("\t") if part.startswith("{")]
            if len(patches) == 1:
                answer = said(*server.ask("POST", where + "?dryRun=All", merged(base, json.loads(patches[0]))))
            else:
                answer = change(server, where, merged(base, json.loads(patches[0])), json.loads(patches[1]), bool(of))
            lines.append("\t".join(patches + [answer]))
    with open(table, "w") as file:
        file.write("\n".join(lines) + "\n")


def change(server, where, old, patch, of_status):
    code, made = server.ask("POST", where, old)
    if code >= 300:
        sys.exit(f"refused what is to be changed: {made['message']}")
    name = f"{where}/{made['metadata']['name']}"
    if "status" in old:
        code, made = server.ask("PUT", name + "/status", {**made, "status": old["status"]})
        if code >= 300:
            sys.exit(f"refused the status of what is to be changed: {made['message']}")
    changed = name + ("/status" if of_status else "") + "?dryRun=All"
    answer = said(*server.ask("PUT", changed, merged(made, patch)))
    server.ask("DELETE", name + "?propagationPolicy=Background&gracePeriodSeconds=0")
    return answer


server = Server(sys.argv[1])
server.wait()
for name in sys.argv[2:]:
    record(server, name)
