package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.command.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The network namespace that a host's switches are in.
 *
 * @param process a process that is in it
 * @param own whether this process is
 */
public record NetworkNamespace(long process, boolean own) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The one that this process is in. */
    public static NetworkNamespace ofThisProcess() {
        return new NetworkNamespace(ProcessHandle.current().pid(), true);
    }

    /** The one that another process is in. */
    public static NetworkNamespace ofProcess(long process) {
        return new NetworkNamespace(process, false);
    }

    /** A command that does in the namespace what the given one does. */
    List<String> enter(List<String> command) {
        if (own) {
            return command;
        }
        List<String> entered = new ArrayList<>(List.of("nsenter", "-t", "" + process, "-n", "--"));
        entered.addAll(command);
        return entered;
    }

    String run(List<String> command) throws IOException {
        return run(command, "");
    }

    /**
     * Runs a command in it.
     *
     * @param input what the command reads
     */
    String run(List<String> command, String input) throws IOException {
        return Command.run(enter(command), input, PATIENCE);
    }
}
