package dev.carafe.vsphere.esxi.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.util.OptionalInt;

/**
 * How a program in the guest is.
 *
 * @param exited whether it has ended
 * @param exitCode its exit status, when it ended by itself
 * @param signal the signal that ended it
 * @param output what it wrote, when it has ended and that was captured
 * @param errorOutput what it wrote to its standard error
 * @param truncated whether the agent kept only the beginning of either
 */
public record ExecStatus(
        boolean exited,
        OptionalInt exitCode,
        OptionalInt signal,
        String output,
        String errorOutput,
        boolean truncated) {

    static ExecStatus of(JsonObject status) throws GuestAgentException {
        return new ExecStatus(
                status.flag("exited"),
                number(status, "exitcode"),
                number(status, "signal"),
                new String(GuestText.bytes(status.text("out-data").orElse("")), UTF_8),
                new String(GuestText.bytes(status.text("err-data").orElse("")), UTF_8),
                status.flag("out-truncated") || status.flag("err-truncated"));
    }

    private static OptionalInt number(JsonObject status, String name) {
        long number = status.number(name, Long.MIN_VALUE);
        return number == Long.MIN_VALUE ? OptionalInt.empty() : OptionalInt.of((int) number);
    }
}
