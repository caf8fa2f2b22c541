"""Takes a machine through its life by pyvmomi: created, powered on, watched, kept in a snapshot, changed, destroyed.

Arguments: host, port, user, password. Prints each step; ends with an exception at the first that goes wrong.
"""

import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

NAME = "pyvmomi"


def update(collector, version):
    """The next changes, and the version after them."""
    options = vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=60)
    changes = collector.WaitForUpdatesEx(version, options)
    assert changes is not None, "no change was told within a minute"
    values = {}
    for filter_set in changes.filterSet:
        for one in filter_set.objectSet:
            for change in one.changeSet:
                values[change.name] = change.val
    return values, changes.version


def watch(collector, machine, *paths):
    """Asks to be told of a machine's properties."""
    spec = vmodl.query.PropertyCollector.FilterSpec(
        objectSet=[vmodl.query.PropertyCollector.ObjectSpec(obj=machine)],
        propSet=[vmodl.query.PropertyCollector.PropertySpec(type=vim.VirtualMachine, pathSet=list(paths))],
    )
    return collector.CreateFilter(spec, False)


def until(collector, version, path, wanted):
    """Follows the changes until a property is as wanted."""
    while True:
        values, version = update(collector, version)
        if values.get(path) == wanted:
            return version


def main(host, port, user, password):
    service = SmartConnect(host=host, port=int(port), user=user, pwd=password, disableSslCertValidation=True)
    content = service.RetrieveContent()
    datacenter = content.rootFolder.childEntity[0]
    pool = datacenter.hostFolder.childEntity[0].resourcePool
    datastore = datacenter.datastore[0]

    controller = vim.vm.device.ParaVirtualSCSIController(
        key=-1, busNumber=0, sharedBus=vim.vm.device.VirtualSCSIController.Sharing.noSharing
    )
    disk = vim.vm.device.VirtualDisk(
        key=-2,
        controllerKey=-1,
        unitNumber=0,
        capacityInKB=8 * 1024,
        backing=vim.vm.device.VirtualDisk.FlatVer2BackingInfo(
            fileName=f"[{datastore.name}]", diskMode="persistent", thinProvisioned=True
        ),
    )
    add = vim.vm.device.VirtualDeviceSpec.Operation.add
    spec = vim.vm.ConfigSpec(
        name=NAME,
        numCPUs=1,
        memoryMB=64,
        guestId="otherLinux64Guest",
        annotation="first",
        files=vim.vm.FileInfo(vmPathName=f"[{datastore.name}]"),
        deviceChange=[
            vim.vm.device.VirtualDeviceSpec(operation=add, device=controller),
            vim.vm.device.VirtualDeviceSpec(
                operation=add,
                fileOperation=vim.vm.device.VirtualDeviceSpec.FileOperation.create,
                device=disk,
            ),
        ],
    )
    task = datacenter.vmFolder.CreateVM_Task(config=spec, pool=pool)
    WaitForTask(task)
    machine = task.info.result
    assert machine.name == NAME, machine.name
    assert machine.config.annotation == "first"
    assert [d.capacityInKB for d in machine.config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)] == [8192]
    print("created", machine._moId)

    # Of its own: pyVim waits for tasks with the session's first one, and each collector hands out versions in one order.
    collector = content.propertyCollector.CreatePropertyCollector()
    watched = watch(collector, machine, "runtime.powerState", "config.annotation", "snapshot")
    values, version = update(collector, "")
    assert values["runtime.powerState"] == "poweredOff", values
    WaitForTask(machine.PowerOnVM_Task())
    version = until(collector, version, "runtime.powerState", "poweredOn")
    print("powered on, and told so")

    try:
        WaitForTask(machine.PowerOnVM_Task())
        raise AssertionError("a machine that runs was powered on again")
    except vim.fault.InvalidPowerState as fault:
        assert fault.existingState == "poweredOn", fault
    print("refused a second power on")

    WaitForTask(machine.CreateSnapshot_Task(name="one", description="the first", memory=False, quiesce=False))
    assert machine.snapshot.rootSnapshotList[0].name == "one"
    assert machine.snapshot.currentSnapshot == machine.snapshot.rootSnapshotList[0].snapshot
    print("kept in a snapshot")

    WaitForTask(machine.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="second")))
    version = until(collector, version, "config.annotation", "second")
    print("changed, and told so")

    try:
        WaitForTask(machine.Destroy_Task())
        raise AssertionError("a machine that runs was destroyed")
    except vim.fault.InvalidPowerState:
        pass
    WaitForTask(machine.PowerOffVM_Task())
    version = until(collector, version, "runtime.powerState", "poweredOff")
    WaitForTask(machine.RevertToCurrentSnapshot_Task())
    assert machine.config.annotation == "first", machine.config.annotation
    print("put back")
    WaitForTask(machine.RemoveAllSnapshots_Task())
    assert machine.snapshot is None, machine.snapshot
    watched.DestroyPropertyFilter()
    collector.DestroyPropertyCollector()

    WaitForTask(machine.Destroy_Task())
    try:
        print(machine.name)
        raise AssertionError("a machine that is gone has a name")
    except vmodl.fault.ManagedObjectNotFound:
        pass
    print("destroyed")
    Disconnect(service)


if __name__ == "__main__":
    main(*sys.argv[1:])
