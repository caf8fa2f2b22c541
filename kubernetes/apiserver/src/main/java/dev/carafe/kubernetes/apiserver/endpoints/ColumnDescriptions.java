package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the columns of built-in kinds tell, as {@code columns.txt} says it: upstream's printers say it by descriptions of fields, mostly.
 * Read when somebody first asks for a table. Thread-safe.
 */
final class ColumnDescriptions {
    private static final ColumnDescriptions INSTANCE = new ColumnDescriptions();
    private static final String META = "apimachinery.pkg.apis.meta.v1.ObjectMeta#";
    private static final String IS = " = ";

    /** Of columns of all kinds. */
    private static final Map<String, String> COMMON =
            Map.of("Name", META + "name", "Age", META + "creationTimestamp", "Created At", META + "creationTimestamp");

    private final BuiltinDescriptions fields = new BuiltinDescriptions();
    private final Map<String, Map<String, String>> said = read();
    private final Map<Key, List<ColumnDeclaration>> described = new ConcurrentHashMap<>();

    /** A built-in resource has its own columns, those that every kind has, and those of its scale. */
    private record Key(String path, List<ColumnDeclaration> columns) {}

    /** The columns of a resource with what they tell; those that say so themselves are left as they are. */
    static List<ColumnDeclaration> describe(ServedResource resource, List<ColumnDeclaration> columns) {
        if (resource.form().isCustom()) {
            return columns;
        }
        String key = resource.apiVersion() + "/" + resource.declaration().name();
        String path = resource.declaration().group().isEmpty() ? "/" + key : key;
        return INSTANCE.described.computeIfAbsent(new Key(path, columns), INSTANCE::described);
    }

    private List<ColumnDeclaration> described(Key key) {
        return key.columns().stream()
                .map(column -> described(key.path(), column))
                .toList();
    }

    private ColumnDeclaration described(String path, ColumnDeclaration column) {
        String what =
                said.getOrDefault(path, Map.of()).getOrDefault(column.name(), COMMON.getOrDefault(column.name(), ""));
        int field = what.indexOf('#');
        String text = field < 0 ? what : fields.ofField(what.substring(0, field), what.substring(field + 1));
        return column.description().isEmpty()
                ? new ColumnDeclaration(column.name(), column.type(), column.format(), text, column.priority())
                : column;
    }

    private static Map<String, Map<String, String>> read() {
        Map<String, Map<String, String>> said = new HashMap<>();
        try (InputStream in = ColumnDescriptions.class.getResourceAsStream("columns.txt")) {
            if (in == null) {
                throw new IllegalStateException("the build has no columns.txt");
            }
            Map<String, String> columns = new HashMap<>();
            for (String line : new BufferedReader(new InputStreamReader(in, UTF_8))
                    .lines()
                    .filter(each -> !each.startsWith("#"))
                    .toList()) {
                int is = line.indexOf(IS);
                if (is < 0) {
                    columns = said.computeIfAbsent(line, _ -> new HashMap<>());
                } else {
                    columns.put(line.substring(0, is).strip(), line.substring(is + IS.length()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return said;
    }
}
