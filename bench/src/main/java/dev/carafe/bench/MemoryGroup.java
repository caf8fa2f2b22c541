package dev.carafe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A control group (cgroup v1) that bounds the memory of what is started within it, with the page cache that it fills. */
final class MemoryGroup implements AutoCloseable {
    private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");
    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String PROCESSES = "cgroup.procs";
    private static final long MIB = 1 << 20;
    private static final long EMPTY_MAX_MS = 10_000;
    private static final long POLL_MS = 50;

    private final Path group;

    private MemoryGroup(Path group) {
        this.group = group;
    }

    /** Why there can be none here, empty when there can. */
    static Optional<String> refusal() {
        return refusal(MEMORY);
    }

    /** @param memory where the kernel shows the groups of memory */
    static Optional<String> refusal(Path memory) {
        if (!Files.exists(memory.resolve(LIMIT)) && !Files.exists(memory.resolve(PROCESSES))) {
            return Optional.of("the kernel shows no control groups of memory in " + memory + " (cgroup v1)");
        }
        return Files.isWritable(memory.resolve(PROCESSES))
                ? Optional.empty()
                : Optional.of("only root may make a control group in " + memory);
    }

    /**
     * Makes one.
     *
     * @param mib its limit in MiB
     */
    static MemoryGroup create(String name, long mib) throws IOException {
        Path group = Files.createDirectory(
                MEMORY.resolve("carafe-bench-" + ProcessHandle.current().pid() + "-" + name));
        Files.writeString(group.resolve(LIMIT), Long.toString(mib * MIB));
        return new MemoryGroup(group);
    }

    /** The same command, which becomes a process of the group before it becomes what it names. */
    Assignment holding(Assignment command) {
        return holding(command, group);
    }

    static Assignment holding(Assignment command, Path group) {
        String inner = "echo $$ >" + group.resolve(PROCESSES) + " && exec " + command.value();
        return new Assignment(command.server(), command.process(), "/bin/sh -c '" + inner.replace("'", "'\\''") + "'");
    }

    /** The most that it ever held, its page cache counted, in MiB. */
    long mostMib() throws IOException {
        return Long.parseLong(Files.readString(group.resolve("memory.max_usage_in_bytes"))
                        .strip())
                / MIB;
    }

    /** Takes it away once its processes have ended; the page cache passes to the group above. */
    @Override
    public void close() throws IOException {
        long endNs = System.nanoTime() + EMPTY_MAX_MS * 1_000_000;
        while (!Files.readString(group.resolve(PROCESSES)).isBlank() && System.nanoTime() < endNs) {
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        Files.delete(group);
    }
}
