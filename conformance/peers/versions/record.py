"""Asks an API server a script of requests and writes its answers beside it, a line each.

    record.py SERVER REQUESTS

ca.crt, admin.crt and admin.key stand in the current folder. The script's first line says what it is made of; its answers go into
answers.json of the same folder. An answer is an object of "code", "warnings" and "body", which is a list of objects where the
answer is a watch's.
"""

import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.request

PATCHES = {
    "MERGE": "application/merge-patch+json",
    "APPLY": "application/apply-patch+yaml",
    "STRATEGIC": "application/strategic-merge-patch+json",
}
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


def wait(server, tls):
    for _ in range(300):
        try:
            with urllib.request.urlopen(server + "/readyz", context=tls) as ready, urllib.request.urlopen(
                server + "/api/v1/namespaces/default", context=tls
            ):
                if ready.read() == b"ok":
                    return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit("the server is not ready")


def ask(server, tls, line):
    method, path, *body = line.split(" ", 2)
    headers = {"Content-Type": PATCHES.get(method, "application/json")}
    headers["Accept"] = TABLE if method == "TABLE" else "application/json"
    verb = "PATCH" if method in PATCHES else "GET" if method == "TABLE" else method
    data = body[0].replace("'", '"').encode() if body else None
    request = urllib.request.Request(server + path, data, headers, method=verb)
    try:
        answer = urllib.request.urlopen(request, context=tls)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read().decode()
        said = [json.loads(event) for event in text.splitlines()] if "watch=true" in path else json.loads(text)
        return {"code": answer.status, "warnings": answer.headers.get_all("Warning") or [], "body": said}


def main():
    server, requests = sys.argv[1:]
    tls = ssl.create_default_context(cafile="ca.crt")
    tls.load_cert_chain("admin.crt", "admin.key")
    wait(server, tls)
    with open(requests) as lines, open(os.path.join(os.path.dirname(requests), "answers.json"), "w") as out:
        for line in lines:
            if not line.startswith("#"):
                answer = ask(server, tls, line.rstrip("\n"))
                out.write(json.dumps(answer, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
