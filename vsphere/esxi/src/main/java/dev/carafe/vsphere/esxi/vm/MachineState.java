package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.DiskFacts;
import dev.carafe.vsphere.esxi.hardware.FileLayout;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuestionInfo;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a machine.
 *
 * @param vmx what was last read or written, with keys that the hardware has no place for
 * @param disks what its disks' files are, by device key
 */
record MachineState(
        MachineFolder folder,
        VirtualMachine hardware,
        VmxFile vmx,
        VmsdFile snapshots,
        Version version,
        Map<Integer, DiskFacts> disks,
        FileLayout files,
        Live live) {
    /** Names the file with the memory of a suspended machine, in the extra config. */
    static final String MEMORY_FILE = "checkpoint.vmState";

    MachineState {
        disks = Map.copyOf(disks);
    }

    /**
     * When the configuration was last changed.
     *
     * @param change counts the changes
     */
    record Version(Instant modified, long change) {
        Version next(Instant now) {
            return new Version(now, change + 1);
        }
    }

    /**
     * What changes while nobody changes the configuration.
     *
     * @param connected the keys of the devices that are plugged in
     * @param cleanPowerOff whether it was last switched off as its guest wanted
     * @param question what waits for an answer
     */
    record Live(
            VirtualMachinePowerState power,
            @Nullable Instant bootTime,
            @Nullable Instant suspendTime,
            Set<Integer> connected,
            boolean cleanPowerOff,
            boolean paused,
            Optional<VirtualMachineQuestionInfo> question,
            GuestInfo guest) {
        Live {
            connected = Set.copyOf(connected);
        }

        Live withConnected(Set<Integer> changed) {
            return new Live(power, bootTime, suspendTime, changed, cleanPowerOff, paused, question, guest);
        }

        Live withPaused(boolean changed, Optional<VirtualMachineQuestionInfo> asked) {
            return new Live(power, bootTime, suspendTime, connected, cleanPowerOff, changed, asked, guest);
        }

        Live withGuest(GuestInfo changed) {
            return new Live(power, bootTime, suspendTime, connected, cleanPowerOff, paused, question, changed);
        }
    }

    MachineState withLive(Live changed) {
        return new MachineState(folder, hardware, vmx, snapshots, version, disks, files, changed);
    }

    MachineState withFiles(Map<Integer, DiskFacts> facts, FileLayout layout) {
        return new MachineState(folder, hardware, vmx, snapshots, version, facts, layout, live);
    }

    MachineState withSnapshots(VmsdFile changed) {
        return new MachineState(folder, hardware, vmx, changed, version, disks, files, live);
    }

    MachineState withFolder(MachineFolder changed) {
        return new MachineState(changed, hardware, vmx, snapshots, version, disks, files, live);
    }

    MachineState withConfiguration(VirtualMachine changed, VmxFile written, Instant now) {
        return new MachineState(folder, changed, written, snapshots, version.next(now), disks, files, live);
    }

    /** As somebody else changed it after it was known as {@code before}. */
    MachineState after(MachineState before) {
        Version next = before.version.next(version.modified());
        return new MachineState(folder, hardware, vmx, snapshots, next, disks, files, live);
    }

    /** The file with the memory of a suspended machine. */
    Optional<String> memoryFile() {
        return Optional.ofNullable(hardware.extraConfig().values().get(MEMORY_FILE));
    }

    /** The hardware with another memory file, or with none. */
    static VirtualMachine withMemoryFile(VirtualMachine hardware, Optional<String> file) {
        Map<String, String> values = new LinkedHashMap<>(hardware.extraConfig().values());
        values.remove(MEMORY_FILE);
        file.ifPresent(name -> values.put(MEMORY_FILE, name));
        return hardware.withExtraConfig(new ExtraConfig(values));
    }
}
