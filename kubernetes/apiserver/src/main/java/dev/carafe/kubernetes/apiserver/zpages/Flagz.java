package dev.carafe.kubernetes.apiserver.zpages;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code /flagz}: the flags that the server was started with and those it has by default. Immutable and thread-safe. */
public final class Flagz {
    public static final String PATH = "/flagz";

    private static final ZPage PAGE = new ZPage("flagz", "Flagz");
    private static final String DELIMITER = "=";

    private final String text;
    private final Struct fields;

    /**
     * The page of some flags.
     *
     * @param flags the value of each as it would be written on a command line, none of them secret
     */
    public Flagz(Map<String, String> flags) {
        SortedMap<String, String> sorted = new TreeMap<>(flags);
        StringBuilder lines = new StringBuilder();
        sorted.forEach((name, value) ->
                lines.append(name).append(DELIMITER).append(value).append('\n'));
        this.text = lines.toString();
        this.fields = sorted.isEmpty() ? Struct.EMPTY : Struct.of("flags", Struct.of(sorted));
    }

    /** Writes the page. */
    public void write(HttpExchange exchange) throws IOException {
        PAGE.write(exchange, text, fields);
    }
}
