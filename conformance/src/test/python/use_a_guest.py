"""Reads every property of every object by pyvmomi while a real guest runs, and then uses the guest: watched, kept in a
snapshot with its memory, changed, cloned, and put back.

Arguments: host, port, user, password, and the name of the guest, which runs with its agent before and after. Prints each
step; ends with an exception at the first that goes wrong.
"""

import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

from live_a_machine import until, update, watch
from read_everything import read_everything

CLONE = "pyvmomi-clone"


def named(content, kind, name):
    """The one object of a type with a name."""
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], True)
    found = [each for each in view.view if each.name == name]
    view.DestroyView()
    assert len(found) == 1, found
    return found[0]


def clone(guest):
    """A whole copy, beside the guest, that is off."""
    where = vim.vm.RelocateSpec(pool=guest.resourcePool, datastore=guest.datastore[0])
    task = guest.CloneVM_Task(
        folder=guest.parent, name=CLONE, spec=vim.vm.CloneSpec(location=where, powerOn=False, template=False)
    )
    WaitForTask(task)
    return task.info.result


def main(host, port, user, password, name):
    service = SmartConnect(host=host, port=int(port), user=user, pwd=password, disableSslCertValidation=True)
    content = service.RetrieveContent()
    guest = named(content, vim.VirtualMachine, name)

    read = read_everything(service, content)
    assert not read.failures, read.failures
    assert read.kinds["vim.VirtualMachine"] >= 1, read.kinds
    print("read", len(read.seen), "objects,", read.properties, "properties")

    assert guest.guest.toolsRunningStatus == "guestToolsRunning", guest.guest.toolsRunningStatus
    assert guest.guest.ipAddress in [ip for nic in guest.guest.net for ip in nic.ipAddress], guest.guest
    print("has", guest.guest.ipAddress)

    # Of its own: pyVim waits for tasks with the session's first one, and each collector hands out versions in one order.
    collector = content.propertyCollector.CreatePropertyCollector()
    watch(collector, guest, "runtime.powerState", "config.annotation", "snapshot")
    values, version = update(collector, "")
    assert values["runtime.powerState"] == "poweredOn", values

    WaitForTask(guest.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="before")))
    version = until(collector, version, "config.annotation", "before")
    WaitForTask(guest.CreateSnapshot_Task(name="py", description="with memory", memory=True, quiesce=False))
    kept = guest.snapshot.currentSnapshot
    assert guest.snapshot.rootSnapshotList[0].state == "poweredOn", guest.snapshot
    print("kept in a snapshot with memory")

    WaitForTask(guest.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="after")))
    version = until(collector, version, "config.annotation", "after")
    print("changed, and told so")

    copy = clone(guest)
    assert copy.config.uuid != guest.config.uuid
    assert copy.runtime.powerState == "poweredOff", copy.runtime.powerState
    WaitForTask(copy.Destroy_Task())
    try:
        print(copy.name)
        raise AssertionError("a machine that is gone has a name")
    except vmodl.fault.ManagedObjectNotFound:
        print("cloned while it ran, and the clone destroyed")

    WaitForTask(guest.PowerOffVM_Task())
    version = until(collector, version, "runtime.powerState", "poweredOff")
    WaitForTask(kept.RevertToSnapshot_Task())
    until(collector, version, "runtime.powerState", "poweredOn")
    assert guest.config.annotation == "before", guest.config.annotation
    WaitForTask(guest.RemoveAllSnapshots_Task())
    assert guest.snapshot is None, guest.snapshot
    collector.DestroyPropertyCollector()
    print("put back, and running")
    Disconnect(service)


if __name__ == "__main__":
    main(*sys.argv[1:])
