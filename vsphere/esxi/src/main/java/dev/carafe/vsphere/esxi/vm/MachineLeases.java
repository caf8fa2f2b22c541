package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.nfc.NfcContent;
import dev.carafe.vsphere.esxi.nfc.NfcLeases;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineImportSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Imports and exports of machines. Any thread. */
final class MachineLeases {
    private final VmHost host;
    private final NfcLeases leases;

    /** Makes and registers a machine; what it gives is the machine. */
    interface Maker {
        ManagedObjectReference<VirtualMachine> make(VirtualMachineConfigSpec spec);
    }

    MachineLeases(VmHost host, NfcLeases leases) {
        this.host = host;
        this.leases = leases;
    }

    /** {@code VirtualMachine.ExportVm}: the machine stays off as long as the lease lasts. */
    ManagedObjectReference<HttpNfcLease> export(Machine machine) {
        machine.require(VirtualMachinePowerState.POWERED_OFF);
        LeasedWork work = new LeasedWork(false) {
            @Override
            NfcContent make() {
                machine.require(VirtualMachinePowerState.POWERED_OFF);
                NfcContent disks = content(machine.reference(), machine.name());
                return Nvram.toExport(machine.folder()).map(disks::with).orElse(disks);
            }

            @Override
            @Nullable
            Object settle(NfcContent content, boolean completed) {
                return null;
            }
        };
        host.services().tasks().start(machine.reference(), "VirtualMachine.exportVm", work);
        return leases.open(work);
    }

    /** {@code VirtualMachineSnapshot.ExportSnapshot}: beside the machine's other tasks, but nothing takes its disks away. */
    ManagedObjectReference<HttpNfcLease> export(Machine machine, int uid) {
        LeasedWork work = new LeasedWork(false) {
            @Override
            NfcContent make() {
                machine.exporting(); // before the look: what is found stays
                try {
                    return found();
                } catch (FaultException absent) {
                    machine.exported();
                    throw absent;
                }
            }

            private NfcContent found() {
                VmsdFile.Snapshot snapshot =
                        machine.state().snapshots().byUid(uid).orElseThrow(() -> VmFaults.notFound("snapshot " + uid));
                VirtualMachineConfigInfo then = new SnapshotConfigs(machine).of(snapshot);
                if (then == null) {
                    throw VmFaults.file(
                            machine.folder().path(snapshot.stateFile()), "it is no snapshot that can be read");
                }
                return NfcContent.ofMachine(
                        machine.reference(), machine.name(), then.hardware().device(), MachineLeases.this::descriptor);
            }

            @Override
            @Nullable
            Object settle(NfcContent content, boolean completed) {
                machine.exported();
                return null;
            }
        };
        host.services().tasks().startBeside(machine.reference(), "vm.Snapshot.exportSnapshot", false, work);
        return leases.open(work);
    }

    /** {@code ResourcePool.ImportVApp}: the machine is removed unless the lease is completed. */
    ManagedObjectReference<HttpNfcLease> importInto(
            ImportSpec spec, Maker maker, ManagedObjectReference<? extends ResourcePool> pool) {
        if (!(spec instanceof VirtualMachineImportSpec one)) {
            throw NotSupported.builder()
                    .build()
                    .exception("A host is given one machine at a time, not a vApp of several.");
        }
        VirtualMachineConfigSpec config = one.configSpec();
        String name = config.name() == null ? "" : config.name();
        LeasedWork work = new LeasedWork(true) {
            @Override
            NfcContent make() {
                NfcContent disks = content(maker.make(config), name);
                return host.machines()
                        .byReference(disks.entity())
                        .flatMap(made -> Nvram.toImport(config, made))
                        .map(disks::with)
                        .orElse(disks);
            }

            @Override
            @Nullable
            Object settle(NfcContent content, boolean completed) throws InterruptedException {
                ManagedObjectReference<?> made = content.entity();
                if (completed) {
                    host.machines().byReference(made).ifPresent(MachineLeases.this::finish);
                } else if (host.services().registry().find(made).orElse(null) instanceof VirtualMachine unwanted) {
                    host.services().tasks().await(unwanted.destroy_Task());
                }
                return made;
            }
        };
        // Seen as the pool's, as in vSphere; other imports go on beside it.
        host.services().tasks().startBeside(pool, "ResourcePool.importVApp", false, work);
        return leases.open(work);
    }

    private void finish(Machine machine) {
        try {
            host.registrations().finished(machine.folder().vmx());
        } catch (IOException failed) {
            throw VmFaults.system("the machine is whole, which cannot be noted: " + failed.getMessage());
        }
        machine.look();
    }

    private NfcContent content(ManagedObjectReference<VirtualMachine> machine, String name) {
        VirtualMachineConfigInfo config =
                host.services().registry().properties(machine).orElse(null) instanceof VirtualMachineProperties shown
                        ? shown.config()
                        : null;
        if (config == null) {
            throw VmFaults.config("the machine has no configuration that can be read");
        }
        return NfcContent.ofMachine(machine, name, config.hardware().device(), this::descriptor);
    }

    private Path descriptor(VirtualDisk disk) {
        try {
            return host.ground()
                    .datastores()
                    .resolve(DatastorePath.parse(
                            disk.backing() instanceof VirtualDiskFlatVer2BackingInfo flat ? flat.fileName() : ""));
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }
}
