package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.MemoryModules;
import dev.carafe.vsphere.vim.vim25.CpuHotPlugNotSupported;
import dev.carafe.vsphere.vim.vim25.MemoryHotPlugNotSupported;
import dev.carafe.vsphere.vim.vim25.MemorySizeNotSupported;
import dev.carafe.vsphere.vim.vim25.NumVirtualCpusNotSupported;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Gives a running machine more processors and memory. Neither can be taken back from a guest. */
final class HotAdd {
    private final Machine machine;
    private final MachineProcess process;

    HotAdd(Machine machine, MachineProcess process) {
        this.machine = machine;
        this.process = process;
    }

    /** Fails when a running machine cannot come to have these processors and this memory. */
    static void check(VirtualMachine before, VirtualMachine after) {
        if (before.cpus().count() != after.cpus().count()) {
            check(before.cpus(), after.cpus());
        }
        if (before.memory().sizeMib() != after.memory().sizeMib()) {
            check(before.memory(), after.memory());
        }
    }

    private static void check(Cpus before, Cpus after) {
        if (!before.hotAdd() || after.count() < before.count()) {
            throw CpuHotPlugNotSupported.builder()
                    .build()
                    .exception("CPU hot plug is not supported for this virtual machine.");
        }
        if (after.count() > before.max()) {
            throw NumVirtualCpusNotSupported.builder()
                    .maxSupportedVcpusDest(before.max())
                    .numCpuVm(after.count())
                    .build()
                    .exception("The running virtual machine has room for " + before.max() + " virtual CPUs, not for "
                            + after.count() + ".");
        }
    }

    private static void check(Memory before, Memory after) {
        if (!before.hotAdd() || after.sizeMib() < before.sizeMib()) {
            throw MemoryHotPlugNotSupported.builder()
                    .build()
                    .exception("Memory hot plug is not supported for this virtual machine.");
        }
        boolean wholeSteps = (after.sizeMib() - before.sizeMib()) % Memory.HOT_ADD_STEP_MIB == 0;
        if (after.sizeMib() > before.maxMib() || !wholeSteps || after.addedMib().size() > Memory.HOT_ADD_SLOTS) {
            throw MemorySizeNotSupported.builder()
                    .memorySizeMB((int) after.sizeMib())
                    .minMemorySizeMB((int) before.sizeMib())
                    .maxMemorySizeMB((int) before.maxMib())
                    .build()
                    .exception("The running virtual machine takes multiples of " + Memory.HOT_ADD_STEP_MIB
                            + " MB of memory more, " + Memory.HOT_ADD_SLOTS + " times, up to " + before.maxMib()
                            + " MB.");
        }
    }

    void run(VirtualMachine before, VirtualMachine after) throws IOException {
        List<Long> modules = after.memory().addedMib();
        for (int index = before.memory().addedMib().size(); index < modules.size(); index++) {
            process.monitor().memoryAdd(MemoryModules.backend(index, modules.get(index)), MemoryModules.device(index));
        }
        int more = after.cpus().count() - before.cpus().count();
        if (more > 0) {
            List<JsonObject> vacant = process.monitor().vacantCpus();
            for (JsonObject cpu : vacant.subList(0, Math.min(more, vacant.size()))) {
                process.monitor().deviceAdd(cpu);
            }
        }
    }

    /**
     * A machine with the processors and the memory that QEMU has, where a change of it was not finished.
     *
     * @param held the ids of QEMU's devices
     */
    VirtualMachine settled(VirtualMachine named, Set<String> held) throws IOException {
        int cpus = process.monitor().cpuThreads().size();
        List<Long> modules = named.memory().addedMib();
        int there = 0;
        while (there < modules.size() && held.contains(MemoryModules.id(there))) {
            there++;
        }
        Memory memory = new Memory(named.memory().firstMib(), named.memory().hotAdd());
        for (long module : modules.subList(0, there)) {
            memory = memory.plus(module);
        }
        return named.withCpus(
                        cpus == named.cpus().count()
                                ? named.cpus()
                                : named.cpus().withCount(cpus))
                .withMemory(memory);
    }

    /** Has the configuration name what QEMU has. */
    void settle() throws IOException {
        VirtualMachine named = machine.state().hardware();
        VirtualMachine there = settled(named, process.monitor().devices());
        if (!there.equals(named)) {
            machine.configure(there);
        }
    }
}
