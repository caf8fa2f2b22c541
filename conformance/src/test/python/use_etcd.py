"""Uses python-etcd3 as its own documentation does: keys, ranges, transactions, watches, leases, locks, members, a snapshot.

    use_etcd.py HOST PORT
"""

import io
import sys
import threading

import etcd3


def check(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r} instead of {wanted!r}")
    print(what)


host, port = sys.argv[1], int(sys.argv[2])
client = etcd3.client(host=host, port=port, timeout=20)

client.put("/py/a", "1")
client.put("/py/b", "2")
value, meta = client.get("/py/a")
check("a key is read", (value, meta.key, meta.version), (b"1", b"/py/a", 1))
check("none is nothing", client.get("/py/none"), (None, None))
check("a prefix is read in order", [v for v, _ in client.get_prefix("/py/", sort_order="descend")], [b"2", b"1"])
check("a key is replaced", client.replace("/py/a", "1", "3"), True)
check("a key that is another is not replaced", client.replace("/py/a", "1", "4"), False)
check("a key is put once", client.put_if_not_exists("/py/a", "5"), False)

ok, answers = client.transaction(
    compare=[client.transactions.value("/py/a") == "3", client.transactions.version("/py/b") > 0],
    success=[client.transactions.put("/py/c", "4"), client.transactions.get("/py/a")],
    failure=[client.transactions.delete("/py/a")],
)
check("a transaction takes one side", (ok, answers[1][0][0]), (True, b"3"))

heard = []
all_heard = threading.Event()


def hear(response):
    heard.extend((type(event).__name__, event.key, event.value) for event in response.events)
    if len(heard) == 3:
        all_heard.set()


watch = client.add_watch_prefix_callback("/watched/", hear)
client.put("/watched/a", "1")
client.put("/watched/b", "2")
client.delete("/watched/a")
all_heard.wait(20)
client.cancel_watch(watch)
check(
    "a watch hears all in order",
    heard,
    [("PutEvent", b"/watched/a", b"1"), ("PutEvent", b"/watched/b", b"2"), ("DeleteEvent", b"/watched/a", b"")],
)

lease = client.lease(60)
client.put("/py/leased", "v", lease=lease)
check("a lease knows its keys", (lease.granted_ttl, list(lease.keys)), (60, [b"/py/leased"]))
check("a lease is kept alive", [kept.TTL for kept in lease.refresh()], [60])
lease.revoke()
check("a lease takes its keys along", client.get("/py/leased")[0], None)

with client.lock("guard", ttl=30) as lock:
    check("a lock is held", lock.is_acquired(), True)
    other = client.lock("guard", ttl=30)
    check("and by nobody else", other.acquire(timeout=1), False)
check("a lock is let go", other.acquire(timeout=10), True)
other.release()

check("keys are deleted by prefix", client.delete_prefix("/py/").deleted, 3)
check("there is one member", [len(list(client.members))], [1])
check("the member has a version", client.status().version.startswith("3."), True)
backup = io.BytesIO()
client.snapshot(backup)
check("a snapshot comes", backup.tell() > 0, True)
_, meta = client.get("/watched/b")
client.compact(meta.mod_revision)
client.defragment()
client.close()
