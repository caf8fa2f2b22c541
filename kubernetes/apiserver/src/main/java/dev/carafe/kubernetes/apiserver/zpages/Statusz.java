package dev.carafe.kubernetes.apiserver.zpages;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** {@code /statusz}: since when the server runs, which it is, and where else one can look. Thread-safe. */
public final class Statusz {
    public static final String PATH = "/statusz";

    private static final ZPage PAGE = new ZPage("statusz", "Statusz");

    /** Folders that are no help to who looks for what is wrong. */
    private static final Set<String> NOT_FOR_DEBUGGING = Set.of("/apis", "/api", "/openid", "/openapi", "/.well-known");

    /** Upstream chooses one at random, so that nobody parses the page; a server that is asked twice should answer alike. */
    private static final String DELIMITER = ":";

    private static final DateTimeFormatter UNIX_DATE = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss zzz yyyy", Locale.ROOT)
            .withZone(ZoneId.of("UTC"));

    private final InstantSource clock;
    private final Instant start;
    private final String build;
    private final String version;
    private final Supplier<? extends Collection<String>> paths;

    /**
     * The page of a server.
     *
     * @param start when it was started
     * @param build what it was built for, such as java25
     * @param version such as 1.37
     * @param paths all paths that it lists
     */
    public Statusz(
            InstantSource clock,
            Instant start,
            String build,
            String version,
            Supplier<? extends Collection<String>> paths) {
        this.clock = clock;
        this.start = start;
        this.build = build;
        this.version = version;
        this.paths = paths;
    }

    /** Writes the page. */
    public void write(HttpExchange exchange) throws IOException {
        long up = Math.max(0, Duration.between(start, clock.instant()).toSeconds());
        List<String> folders = folders(paths.get());
        PAGE.write(exchange, text(up, folders), fields(up, folders));
    }

    private String text(long up, List<String> folders) {
        String uptime = String.format(Locale.ROOT, "%d hr %02d min %02d sec", up / 3600, up / 60 % 60, up % 60);
        String listed = folders.isEmpty() ? "" : "Paths" + DELIMITER + " " + String.join(" ", folders);
        return "\nStarted" + DELIMITER + " " + UNIX_DATE.format(start)
                + "\nUp" + DELIMITER + " " + uptime
                + "\nGo version" + DELIMITER + " " + build
                + "\nBinary version" + DELIMITER + " " + version
                + "\nEmulation version" + DELIMITER + " " + version
                + "\n" + listed + "\n";
    }

    private Struct fields(long up, List<String> folders) {
        return Struct.builder()
                .put("startTime", Times.format(start))
                .put("uptimeSeconds", up)
                .put("goVersion", build)
                .put("binaryVersion", version)
                .put("emulationVersion", version)
                .put("paths", folders)
                .build();
    }

    private static List<String> folders(Collection<String> paths) {
        TreeSet<String> folders = new TreeSet<>();
        for (String path : paths) {
            String[] parts = path.split("/", 3);
            if (parts.length > 1 && !parts[1].isEmpty() && !NOT_FOR_DEBUGGING.contains("/" + parts[1])) {
                folders.add("/" + parts[1]);
            }
        }
        return List.copyOf(folders);
    }
}
