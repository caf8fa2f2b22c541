"""Reads every property of every object that can be reached from the service instance, by pyvmomi; a machine that runs, with
a snapshot, among them.

Arguments: host, port, user, password. Prints how many objects and properties it read, and their types; ends with 1 and a
line for each property that could not be read.
"""

import collections
import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import VmomiSupport, vim


def references(value):
    """The managed objects within a value, however deep."""
    if isinstance(value, VmomiSupport.ManagedObject):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, VmomiSupport.DataObject):
        for field in value._GetPropertyList():
            yield from references(getattr(value, field.name))


def running_machine(content):
    """A machine without devices of its own, powered on, with a snapshot."""
    datacenter = content.rootFolder.childEntity[0]
    spec = vim.vm.ConfigSpec(
        name="read",
        numCPUs=1,
        memoryMB=64,
        guestId="otherGuest",
        files=vim.vm.FileInfo(vmPathName=f"[{datacenter.datastore[0].name}]"),
    )
    task = datacenter.vmFolder.CreateVM_Task(config=spec, pool=datacenter.hostFolder.childEntity[0].resourcePool)
    WaitForTask(task)
    machine = task.info.result
    WaitForTask(machine.PowerOnVM_Task())
    WaitForTask(machine.CreateSnapshot_Task(name="one", description="", memory=False, quiesce=False))
    return machine


Read = collections.namedtuple("Read", "seen kinds properties failures")


def read_everything(service, content):
    """Reads all properties of all objects; what was read, and a line for each property that could not be."""
    view = content.viewManager.CreateContainerView(content.rootFolder, [vim.ManagedEntity], True)
    waiting = collections.deque([service, *view.view])
    seen = set()
    kinds = collections.Counter()
    properties = 0
    failures = []
    while waiting:
        managed = waiting.popleft()
        if managed._moId in seen:
            continue
        seen.add(managed._moId)
        kinds[managed.__class__.__name__] += 1
        for field in managed._GetPropertyList():
            try:
                value = getattr(managed, field.name)
            except Exception as failure:  # each kind of failure counts
                failures.append(f"{managed}.{field.name}: {type(failure).__name__}: {str(failure)[:300]}")
                continue
            properties += 1
            if not isinstance(managed, vim.Task):  # tasks name also what is gone since
                waiting.extend(references(value))
    view.DestroyView()
    return Read(seen, kinds, properties, failures)


def main(host, port, user, password):
    service = SmartConnect(host=host, port=int(port), user=user, pwd=password, disableSslCertValidation=True)
    content = service.RetrieveContent()
    machine = running_machine(content)
    read = read_everything(service, content)
    WaitForTask(machine.PowerOffVM_Task())
    WaitForTask(machine.Destroy_Task())
    Disconnect(service)
    print(f"{len(read.seen)} objects, {read.properties} properties")
    for kind, count in sorted(read.kinds.items()):
        print(f"{kind} {count}")
    for failure in read.failures:
        print(failure, file=sys.stderr)
    return 1 if read.failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
