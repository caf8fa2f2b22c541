package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** An agent in a process of its own that works on machines at random until it is killed; says what was acknowledged. */
final class CrashingAgent {
    private static final int MACHINES_MAX = 4;

    private final TestHost host;
    private final Random random;
    private int names;

    private CrashingAgent(TestHost host, Random random) {
        this.host = host;
        this.random = random;
    }

    /** @param arguments the folder, and the seed */
    public static void main(String[] arguments) throws Exception {
        TestHost host = new TestHost(Path.of(arguments[0]));
        System.out.println("ready");
        new CrashingAgent(host, new Random(Long.parseLong(arguments[1]))).run();
    }

    private void run() throws Exception {
        while (true) {
            List<ManagedObjectReference<VirtualMachine>> all = ((FolderProperties)
                            host.registry.properties(TestHost.FOLDER).orElseThrow())
                    .childEntity().stream()
                            .map(child -> new ManagedObjectReference<VirtualMachine>("VirtualMachine", child.value()))
                            .toList();
            if (all.isEmpty() || (all.size() < MACHINES_MAX && random.nextInt(4) == 0)) {
                ManagedObjectReference<VirtualMachine> made =
                        host.create(Specs.small("m" + System.nanoTime() + "-" + names++));
                System.out.println("created " + made.value());
                continue;
            }
            step(all.get(random.nextInt(all.size())), all.size());
        }
    }

    private void step(ManagedObjectReference<VirtualMachine> reference, int count) throws Exception {
        VirtualMachine vm = host.vm(reference);
        try {
            switch (random.nextInt(10)) {
                case 0, 1 -> host.done(vm.powerOnVM_Task(null));
                case 2 -> host.done(vm.powerOffVM_Task());
                case 3 -> host.done(vm.suspendVM_Task());
                case 4 -> host.done(vm.createSnapshot_Task("s", "", random.nextBoolean(), false));
                case 5 -> host.done(vm.removeAllSnapshots_Task(random.nextInt(3) > 0, null));
                case 6 -> host.done(vm.revertToCurrentSnapshot_Task(null, random.nextBoolean()));
                case 7 -> {
                    // Going back to before a disk was added leaves its file to the user, and nobody would know whose it
                    // is.
                    if (host.shown(reference).snapshot() == null) {
                        host.done(vm.reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024)))));
                    }
                }
                case 8 -> {
                    if (count < MACHINES_MAX) {
                        Object clone =
                                host.done(vm.cloneVM_Task(TestHost.FOLDER, "c" + System.nanoTime(), cloneSpec()));
                        if (clone instanceof ManagedObjectReference<?> made) {
                            System.out.println("created " + made.value());
                        }
                    }
                }
                default -> {
                    System.out.println("destroying " + reference.value());
                    host.done(vm.destroy_Task());
                }
            }
        } catch (FaultException refused) {
            // Not every operation is possible in every state; what counts is what is there after the crash.
            System.out.println("refused " + refused.getMessage());
        }
    }

    private static VirtualMachineCloneSpec cloneSpec() {
        return VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder().build())
                .template(false)
                .powerOn(false)
                .build();
    }
}
