package dev.carafe.cli.log;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.LogRecord;

/** Log records as objects of JSON: {@code level}, {@code ts} (UTC, microseconds), {@code logger}, {@code msg}, {@code stacktrace}. */
final class JsonLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private JsonLine() {}

    static String of(LogRecord record) {
        Struct.Builder line = Struct.builder()
                .put("level", PartLogHandler.level(record.getLevel()).strip().toLowerCase(Locale.ROOT))
                .put("ts", TIME.format(record.getInstant()))
                .put("logger", PartLogHandler.logger(record))
                .put("msg", PartLogHandler.message(record));
        if (record.getThrown() != null) {
            line.put("stacktrace", PartLogHandler.trace(record.getThrown()).stripTrailing());
        }
        return Json.toString(line.build()) + "\n";
    }
}
