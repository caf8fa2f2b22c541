package dev.carafe.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("dev.carafe.etcd.Etcd");
        record.setInstant(Instant.parse("2026-01-02T03:04:05.678912Z"));
        return record;
    }

    @Test
    void aLineForProgramsIsOneObjectWhateverItSays() {
        LogRecord told = record(Level.WARNING, "two\nlines of \"{0}\"");
        told.setParameters(new Object[] {"x"});
        assertThat(LogFormat.JSON.line(told))
                .isEqualTo("{\"level\":\"warn\",\"ts\":\"2026-01-02T03:04:05.678912Z\",\"logger\":\"Etcd\","
                        + "\"msg\":\"two\\nlines of \\\"x\\\"\"}\n");
        LogRecord failed = record(Level.SEVERE, "it failed");
        failed.setThrown(new IllegalStateException("why"));
        assertThat(LogFormat.JSON.line(failed))
                .startsWith("{\"level\":\"error\"")
                .contains("\"stacktrace\":\"java.lang.IllegalStateException: why\\n\\tat ")
                .endsWith("\"}\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void aLineForPeopleBeginsWithItsTime() {
        assertThat(LogFormat.CONSOLE.line(record(Level.INFO, "served")))
                .isEqualTo("2026-01-02T03:04:05.678Z INFO  Etcd: served\n");
    }
}
