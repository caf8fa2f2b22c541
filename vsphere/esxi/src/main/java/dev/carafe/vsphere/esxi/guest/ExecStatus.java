package dev.carafe.vsphere.esxi.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * How a program in the guest is.
 *
 * @param exited whether it has ended
 * @param exitCode its exit status, when it ended by itself
 * @param signal the signal that ended it
 * @param outputBase64 what it wrote, when it has ended and that was captured
 * @param errorBase64 what it wrote to its standard error
 * @param truncated whether the agent kept only the beginning of either
 */
public record ExecStatus(
        boolean exited,
        OptionalInt exitCode,
        OptionalInt signal,
        String outputBase64,
        String errorBase64,
        boolean truncated) {

    /** What it wrote. */
    public byte[] outputBytes() throws IOException {
        return GuestText.bytes(outputBase64);
    }

    /** What it wrote, as text; bytes that are none become replacement characters. */
    public String output() throws IOException {
        return new String(outputBytes(), UTF_8);
    }

    /** What it wrote to its standard error, as text. */
    public String errorOutput() throws IOException {
        return new String(GuestText.bytes(errorBase64), UTF_8);
    }

    static ExecStatus of(JsonObject status) {
        return new ExecStatus(
                status.flag("exited"),
                number(status, "exitcode"),
                number(status, "signal"),
                status.text("out-data").orElse(""),
                status.text("err-data").orElse(""),
                status.flag("out-truncated") || status.flag("err-truncated"));
    }

    private static OptionalInt number(JsonObject status, String name) {
        long number = status.number(name, Long.MIN_VALUE);
        return number == Long.MIN_VALUE ? OptionalInt.empty() : OptionalInt.of((int) number);
    }
}
