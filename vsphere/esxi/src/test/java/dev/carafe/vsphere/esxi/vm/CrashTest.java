package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills an agent at random moments of its work, again and again, and looks at what the next one finds. */
@Timeout(1800)
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("carafe.crash.rounds", 6);

    @TempDir
    Path folder;

    private final Set<String> acknowledged = new HashSet<>();

    @BeforeEach
    void qemuIsThere() {
        RealQemu.assume();
    }

    /** All QEMU processes of this test's machines are found by their pidfiles' folder. */
    @AfterEach
    void endMachines() {
        String run = folder.resolve("state/run").toString();
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> Stream.of(arguments).anyMatch(each -> each.startsWith(run)))
                        .orElse(false))
                .toList()
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
    }

    @Test
    void nothingIsHalfThereAndNothingAcknowledgedIsLost() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + " round " + round;
            runAndKill(random.nextLong(), 200 + random.nextInt(4000), where);
            check(where);
        }
    }

    private void runAndKill(long seed, int afterMs, String where) throws Exception {
        Path said = folder.resolve("agent.out");
        Process agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingAgent.class.getName(),
                        folder.toString(),
                        String.valueOf(seed))
                .redirectError(folder.resolve("agent.err").toFile())
                .redirectOutput(said.toFile())
                .start();
        try {
            while (agent.isAlive() && !Files.readString(said).startsWith("ready")) {
                agent.waitFor(20, TimeUnit.MILLISECONDS); // a file that grows has no other way to tell
            }
            agent.waitFor(afterMs, TimeUnit.MILLISECONDS);
            assertThat(agent.isAlive())
                    .as(where + Files.readString(folder.resolve("agent.err")))
                    .isTrue();
        } finally {
            agent.destroyForcibly().waitFor();
        }
        for (String line : Files.readAllLines(said)) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "created" -> acknowledged.add(words[1]);
                case "destroying" -> acknowledged.remove(words[1]);
                default -> {}
            }
        }
    }

    private void check(String where) throws Exception {
        try (TestHost host = new TestHost(folder)) {
            List<ManagedObjectReference<VirtualMachine>> all = ((FolderProperties)
                            host.registry.properties(TestHost.FOLDER).orElseThrow())
                    .childEntity().stream()
                            .map(child -> new ManagedObjectReference<VirtualMachine>("VirtualMachine", child.value()))
                            .toList();
            assertThat(all.stream().map(ManagedObjectReference::value))
                    .as(where)
                    .containsAll(acknowledged);
            Set<Path> known = new HashSet<>();
            for (ManagedObjectReference<VirtualMachine> vm : all) {
                assertThat(NamedFiles.others(host, vm, all))
                        .as(where + ": files that nothing names")
                        .isEmpty();
            }
            for (ManagedObjectReference<VirtualMachine> vm : all) {
                assertThat(host.runtime(vm).connectionState())
                        .as(where)
                        .isEqualTo(VirtualMachineConnectionState.CONNECTED);
                String path = String.valueOf(host.config(vm).files().vmPathName());
                known.add(host.datastore
                        .resolve(path.substring(path.indexOf(' ') + 1))
                        .getParent());
                use(host, vm, where);
            }
            assertThat(folders(host.datastore))
                    .as(where + ": folders of no machine; " + contents(known))
                    .isEqualTo(known);
            // What is destroyed below must not be said to be lost.
            for (ManagedObjectReference<VirtualMachine> vm : all) {
                if (Long.parseLong(vm.value()) % 3 == 0) {
                    host.done(host.vm(vm).destroy_Task());
                    acknowledged.remove(vm.value());
                    assertThat(folders(host.datastore)).as(where).hasSize(known.size() - 1);
                    known.removeIf(each -> !Files.exists(each));
                }
            }
        }
    }

    /** Whatever state a machine is in, it can be switched off and on, and its snapshots can be removed. */
    private static void use(TestHost host, ManagedObjectReference<VirtualMachine> vm, String where) throws Exception {
        if (host.runtime(vm).powerState() != VirtualMachinePowerState.POWERED_OFF) {
            host.done(host.vm(vm).powerOffVM_Task());
        }
        host.done(host.vm(vm).powerOnVM_Task(null));
        assertThat(host.machines.process(vm)).as(where).isPresent();
        host.done(host.vm(vm).removeAllSnapshots_Task(true, null));
        assertThat(host.runtime(vm).consolidationNeeded()).as(where).isFalse();
        host.done(host.vm(vm).powerOffVM_Task());
    }

    /** What is in the folders of no machine, and what the host has noted. */
    private String contents(Set<Path> known) throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(folder.resolve("state/vms.journal"), ISO_8859_1));
        for (Path left : folders(folder.resolve("datastore1"))) {
            if (!known.contains(left)) {
                try (Stream<Path> files = Files.list(left)) {
                    text.append(' ').append(files.toList());
                }
            }
        }
        return text.toString();
    }

    private static Set<Path> folders(Path datastore) throws IOException {
        try (Stream<Path> entries = Files.list(datastore)) {
            return new HashSet<>(entries.filter(Files::isDirectory)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .toList());
        }
    }
}
