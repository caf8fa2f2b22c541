package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an API server answered, without what differs from run to run: ids, times, versions and addresses that it chose.
 * A failure, a single object and warnings are kept whole; of a list, a table, the events of a watch or a document of the
 * server's own only which fields it has, wherever they stand.
 */
final class ApiAnswer {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern ADDRESS = Pattern.compile("\\b10\\.\\d+\\.\\d+\\.\\d+\\b");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern CERTIFICATE = Pattern.compile("X509SHA256=[0-9a-f]{64}");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\d+");

    /** Fields whose values a server chooses, and those that are named by users. */
    private static final Set<String> CHOSEN = Set.of("resourceVersion", "serverAddress");

    private static final Set<String> FREE_NAMES = Set.of("labels", "annotations", "data", "binaryData");

    private ApiAnswer() {}

    /** The answer as it is compared and kept. */
    static Struct of(HttpResponse<byte[]> response) {
        Struct.Builder answer = headed(response);
        String text = new String(response.body(), UTF_8);
        Struct object;
        try {
            if (text.startsWith("{\"type\":")) {
                return answer.put("events", fields(events(text))).build();
            }
            object = Json.decodeStruct(response.body());
        } catch (MalformedJsonException _) {
            return answer.put("text", stable(text)).build();
        }
        String kind = String.valueOf(object.string("kind"));
        if (kind.equals("Status") || isObject(object)) {
            return answer.put("body", whole(object)).build();
        }
        if (object.string("kind") != null) {
            answer.put("kind", kind);
        }
        return answer.put("fields", fields(object)).build();
    }

    /** The answer so far: its code and, as they came, its warnings. */
    static Struct.Builder headed(HttpResponse<byte[]> response) {
        Struct.Builder answer = Struct.builder().put("code", (long) response.statusCode());
        List<String> warnings = response.headers().allValues("Warning");
        return warnings.isEmpty() ? answer : answer.put("warnings", List.copyOf(warnings));
    }

    private static List<Object> events(String text) throws MalformedJsonException {
        List<Object> events = new ArrayList<>();
        for (String line : text.lines().toList()) {
            events.add(Json.decode(line.getBytes(UTF_8)));
        }
        return events;
    }

    private static List<Object> fields(Object value) {
        Set<String> fields = new TreeSet<>();
        collect("", value, fields);
        return new ArrayList<>(fields);
    }

    private static boolean isObject(Struct object) {
        return object.struct("metadata") != null && object.get("items") == null && object.get("rows") == null;
    }

    private static Object whole(Object value) {
        return switch (value) {
            case Struct struct -> {
                TreeMap<String, Object> sorted = new TreeMap<>();
                struct.forEach((name, each) -> sorted.put(
                        name, CHOSEN.contains(name) ? "CHOSEN" : name.equals("managedFields") ? "THERE" : whole(each)));
                yield Struct.of(sorted);
            }
            case List<?> list -> list.stream().map(ApiAnswer::whole).toList();
            case String text -> stable(text);
            default -> value;
        };
    }

    /** A text without ids, times, hashes, ports and addresses. */
    static String stable(String text) {
        String known = UUID.matcher(text).replaceAll("UUID");
        known = TIME.matcher(known).replaceAll("TIME");
        known = CERTIFICATE.matcher(known).replaceAll("X509SHA256=HASH");
        known = PORT.matcher(known).replaceAll("127.0.0.1:PORT");
        return ADDRESS.matcher(known).replaceAll("ADDRESS");
    }

    private static void collect(String path, Object value, Set<String> fields) {
        switch (value) {
            case Struct struct ->
                struct.forEach((name, each) -> {
                    String last = path.substring(path.lastIndexOf('.') + 1);
                    String field = path + "." + (FREE_NAMES.contains(last) ? "*" : name);
                    if (name.equals("managedFields")) {
                        fields.add(field);
                    } else {
                        collect(field, each, fields);
                    }
                });
            case List<?> list -> {
                fields.add(path + "[]");
                list.forEach(each -> collect(path + "[]", each, fields));
            }
            default -> fields.add(path);
        }
    }
}
