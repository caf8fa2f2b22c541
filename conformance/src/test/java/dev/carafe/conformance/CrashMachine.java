package dev.carafe.conformance;

import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine as its owner was told that it is.
 *
 * @param id what vCenter calls it; empty while that was not said
 * @param shape what everybody can see of it
 * @param snapshots in the order in which they were made; the last is the one that the machine began from
 * @param linkedTo the id of the machine whose disks its own disks lie on; null for none
 * @param file its configuration file, as {@code [shared] m/m.vmx}; empty while that was not said
 */
record CrashMachine(
        String id,
        Shape shape,
        List<Snapshot> snapshots,
        @Nullable String linkedTo,
        String file,
        boolean registered) {

    /**
     * What is seen of a machine.
     *
     * @param folder the folder's id
     * @param host the host's id
     * @param snapshots how many it has
     */
    record Shape(
            String name,
            String folder,
            String host,
            VirtualMachinePowerState power,
            boolean template,
            int disks,
            int snapshots) {
        /** Without what each server calls in its own way. */
        Shape withoutPlace() {
            return new Shape(name, "", "", power, template, disks, snapshots);
        }
    }

    /** A snapshot, and what the machine is when it is put back to it. */
    record Snapshot(VirtualMachinePowerState power, int disks) {}

    static CrashMachine fresh(String name, String folder, String host, int disks, @Nullable String linkedTo) {
        return new CrashMachine(
                "",
                new Shape(name, folder, host, VirtualMachinePowerState.POWERED_OFF, false, disks, 0),
                List.of(),
                linkedTo,
                "",
                true);
    }

    boolean is(VirtualMachinePowerState power) {
        return shape.power() == power;
    }

    CrashMachine found(String newId, String newFile) {
        return new CrashMachine(newId, shape, snapshots, linkedTo, newFile, registered);
    }

    CrashMachine power(VirtualMachinePowerState power) {
        return shaped(new Shape(
                shape.name(), shape.folder(), shape.host(), power, shape.template(), shape.disks(), shape.snapshots()));
    }

    CrashMachine named(String name) {
        return shaped(new Shape(
                name, shape.folder(), shape.host(), shape.power(), shape.template(), shape.disks(), shape.snapshots()));
    }

    CrashMachine in(String folder) {
        return shaped(new Shape(
                shape.name(), folder, shape.host(), shape.power(), shape.template(), shape.disks(), shape.snapshots()));
    }

    CrashMachine on(String host) {
        return shaped(new Shape(
                shape.name(), shape.folder(), host, shape.power(), shape.template(), shape.disks(), shape.snapshots()));
    }

    CrashMachine template(boolean template) {
        return shaped(new Shape(
                shape.name(), shape.folder(), shape.host(), shape.power(), template, shape.disks(), shape.snapshots()));
    }

    CrashMachine disks(int disks) {
        return shaped(new Shape(
                shape.name(), shape.folder(), shape.host(), shape.power(), shape.template(), disks, shape.snapshots()));
    }

    CrashMachine registered(boolean now) {
        return new CrashMachine(now ? "" : id, shape, snapshots, linkedTo, file, now);
    }

    /** With one more snapshot, of its present state. */
    CrashMachine snapshot(boolean memory) {
        List<Snapshot> more = new ArrayList<>(snapshots);
        more.add(new Snapshot(
                memory && is(VirtualMachinePowerState.POWERED_ON)
                        ? VirtualMachinePowerState.POWERED_ON
                        : VirtualMachinePowerState.POWERED_OFF,
                shape.disks()));
        return with(more);
    }

    CrashMachine withoutSnapshots() {
        return with(List.of());
    }

    /** As its last snapshot says. */
    CrashMachine reverted() {
        return power(snapshots.getLast().power()).disks(snapshots.getLast().disks());
    }

    private CrashMachine with(List<Snapshot> other) {
        Shape counted = new Shape(
                shape.name(),
                shape.folder(),
                shape.host(),
                shape.power(),
                shape.template(),
                shape.disks(),
                other.size());
        return new CrashMachine(id, counted, List.copyOf(other), linkedTo, file, registered);
    }

    private CrashMachine shaped(Shape other) {
        return new CrashMachine(id, other, snapshots, linkedTo, file, registered);
    }
}
