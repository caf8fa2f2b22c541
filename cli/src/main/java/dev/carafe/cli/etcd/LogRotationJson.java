package dev.carafe.cli.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.log.LogRotation;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;

/** The value of {@code --log-rotation-config-json}: {@code maxsize} in MB, {@code maxage} in days, and more; others are ignored. */
final class LogRotationJson {
    private static final String OPTION = "--log-rotation-config-json";
    private static final long BYTES_IN_MB = 1 << 20;
    private static final long MB_USUAL = 100;

    private final Struct fields;

    private LogRotationJson(Struct fields) {
        this.fields = fields;
    }

    static LogRotation parse(String text) {
        Struct fields;
        try {
            fields = Json.decodeStruct(text.getBytes(UTF_8));
        } catch (MalformedJsonException e) {
            throw CommandException.wrongUse(OPTION + " takes an object of JSON: " + e.getMessage() + ".");
        }
        LogRotationJson json = new LogRotationJson(fields);
        long mb = json.number("maxsize");
        return new LogRotation(
                (mb == 0 ? MB_USUAL : mb) * BYTES_IN_MB,
                (int) json.number("maxage"),
                (int) json.number("maxbackups"),
                json.truth("localtime"),
                json.truth("compress"));
    }

    private long number(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return 0;
        }
        if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number;
        }
        throw CommandException.wrongUse(
                OPTION + ": " + name + " takes a whole number, not " + Json.toString(value) + ".");
    }

    private boolean truth(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw CommandException.wrongUse(
                OPTION + ": " + name + " takes true or false, not " + Json.toString(value) + ".");
    }
}
