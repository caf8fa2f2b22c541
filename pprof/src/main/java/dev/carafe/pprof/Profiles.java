package dev.carafe.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code /debug/pprof/} of a server, as Go's servers have it by net/http/pprof. What comes of it is the JVM's own: {@code profile} and
 * {@code trace} are recordings of the JDK's Flight Recorder, {@code goroutine} is a dump of all threads, virtual ones included. Go's
 * other profiles have no counterpart, and are answered as Go answers for one that it does not know. Thread-safe.
 */
public final class Profiles {
    private static final String PATH = "/debug/pprof";

    private static final int PROFILE_SECONDS = 30;
    private static final int TRACE_SECONDS = 1;

    /** The longest recording. */
    private static final int SECONDS_MAX = 3_600;

    private static final List<String> PROFILES = List.of("goroutine", "profile", "trace");
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final AtomicBoolean recording = new AtomicBoolean();

    /** Answers a request of a path; false, and nothing was done, when the path is none of these. */
    public boolean serve(String path, ProfileExchange exchange) throws IOException {
        if (path.equals(PATH)) {
            exchange.header("Location", PATH + "/");
            exchange.reply(302, HTML, ("<a href=\"" + PATH + "/\">Found</a>.\n\n").getBytes(UTF_8));
            return true;
        }
        if (!path.startsWith(PATH + "/")) {
            return false;
        }
        exchange.header("X-Content-Type-Options", "nosniff");
        answer(exchange, path.substring(PATH.length() + 1));
        return true;
    }

    private void answer(ProfileExchange exchange, String name) throws IOException {
        switch (name) {
            case "" -> exchange.reply(200, HTML, index());
            case "profile" -> record(exchange, name, PROFILE_SECONDS, FlightRecording.Depth.SAMPLES);
            case "trace" -> record(exchange, name, TRACE_SECONDS, FlightRecording.Depth.EVENTS);
            case "goroutine" -> exchange.reply(200, TEXT, ThreadDump.text());
            default -> refuse(exchange, 404, "Unknown profile");
        }
    }

    private static byte[] index() {
        StringBuilder page = new StringBuilder("<html>\n<head><title>/debug/pprof/</title></head>\n<body>\n<ul>\n");
        for (String name : PROFILES) {
            page.append("<li><a href=\"")
                    .append(name)
                    .append("\">")
                    .append(name)
                    .append("</a></li>\n");
        }
        return page.append("</ul>\n</body>\n</html>\n").toString().getBytes(UTF_8);
    }

    /** Refuses as Go's profiles do. */
    private static void refuse(ProfileExchange exchange, int status, String why) throws IOException {
        exchange.header("X-Go-Pprof", "1");
        exchange.reply(status, TEXT, (why + "\n").getBytes(UTF_8));
    }

    private void record(ProfileExchange exchange, String name, int secondsByDefault, FlightRecording.Depth depth)
            throws IOException {
        int seconds = seconds(exchange.asked("seconds"), secondsByDefault);
        if (seconds > SECONDS_MAX) {
            refuse(exchange, 400, "profile duration exceeds " + SECONDS_MAX + " seconds");
            return;
        }
        if (!recording.compareAndSet(false, true)) { // a second one would cost as much again, and tell the same
            refuse(exchange, 500, "Could not enable CPU profiling: cpu profiling already in use");
            return;
        }
        try {
            CountDownLatch gone = new CountDownLatch(1);
            exchange.onGone(gone::countDown);
            Path file = FlightRecording.record(Duration.ofSeconds(seconds), depth, gone);
            try {
                exchange.header("Content-Disposition", "attachment; filename=\"" + name + ".jfr\"");
                try (OutputStream out = exchange.stream(200, "application/octet-stream")) {
                    Files.copy(file, out);
                }
            } finally {
                Files.delete(file);
            }
        } finally {
            recording.set(false);
        }
    }

    /** How long to record; what is no number of seconds counts as not said, as in Go. */
    private static int seconds(String text, int byDefault) {
        try {
            long seconds = Long.parseLong(text);
            return seconds <= 0 ? byDefault : (int) Math.min(seconds, Integer.MAX_VALUE);
        } catch (NumberFormatException _) {
            return byDefault;
        }
    }
}
