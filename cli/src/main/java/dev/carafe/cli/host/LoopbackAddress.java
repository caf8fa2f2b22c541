package dev.carafe.cli.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One more address of the machine itself, on its loopback interface: pods on this machine reach it, nobody outside does.
 *
 * @param address the literal IPv4 address
 */
public record LoopbackAddress(String address) implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Adds {@code address} unless it is there. */
    public static LoopbackAddress add(String address) throws IOException {
        Command.check(TIMEOUT, command("replace", address));
        return new LoopbackAddress(address);
    }

    /** Removes the address; one that is not there is as good as removed. */
    @Override
    public void close() throws IOException {
        if (isPresent()) {
            Command.check(TIMEOUT, command("delete", address));
        }
    }

    private boolean isPresent() throws IOException {
        return Command.check(TIMEOUT, List.of("ip", "-oneline", "address", "show", "dev", "lo"))
                .contains(" " + address + "/");
    }

    private static List<String> command(String verb, String address) {
        return List.of("ip", "address", verb, address + "/32", "dev", "lo");
    }
}
