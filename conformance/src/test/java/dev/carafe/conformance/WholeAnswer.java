package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an API server answered, all of it, lists, tables and events of watches too. Left out is what differs from run to
 * run: ids, times, versions, ages, ends of names that a server makes; put in order is what upstream's walks through maps
 * and its clock leave to chance: conditions, owners of fields, rules that somebody has, and the causes of a failure that
 * has several.
 */
final class WholeAnswer {
    private static final Pattern AGE = Pattern.compile("(\\d+[ydhms])+|<invalid>");
    private static final Pattern QUOTED_VERSION = Pattern.compile("(resourceVersion[^0-9]{1,8})[0-9]+");
    private static final Pattern RECORDED_VERSION = Pattern.compile("in record \\(\\d+\\)");
    private static final Pattern TOKEN_VOLUME = Pattern.compile("kube-api-access-[a-z0-9]{5}\\b");
    private static final Set<String> CHOSEN = Set.of("resourceVersion", "continue", "hash");
    private static final Set<String> UNORDERED =
            Set.of("conditions", "managedFields", "causes", "resourceRules", "nonResourceRules");

    private WholeAnswer() {}

    /** The answer as it is compared and kept. */
    static Struct of(HttpResponse<byte[]> response, List<String> members) {
        Struct.Builder answer = ApiAnswer.headed(response);
        String text = new String(response.body(), UTF_8);
        try {
            return answer.put("body", normal("", picked(body(text), members))).build();
        } catch (MalformedJsonException _) {
            return answer.put("text", stable(text)).build();
        }
    }

    /** One document, or those of the lines of a watch. */
    private static Object body(String text) throws MalformedJsonException {
        if (text.startsWith("{\n")) {
            return Json.decode(text.getBytes(UTF_8));
        }
        List<Object> documents = new ArrayList<>();
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            documents.add(Json.decode(line.getBytes(UTF_8)));
        }
        return documents.size() == 1 ? documents.getFirst() : documents;
    }

    /** Where the way ends too soon, how far it came. */
    static Object picked(Object body, List<String> members) {
        Object part = body;
        for (String member : members) {
            Object next = part instanceof Struct struct ? struct.get(member) : null;
            if (next == null) {
                return "nothing at " + member;
            }
            part = next;
        }
        return part;
    }

    private static String stable(String text) {
        String known = QUOTED_VERSION.matcher(ApiAnswer.stable(text)).replaceAll("$1CHOSEN");
        known = RECORDED_VERSION.matcher(known).replaceAll("in record (CHOSEN)");
        return TOKEN_VOLUME.matcher(known).replaceAll("kube-api-access-SUFFIX");
    }

    private static Object normal(String name, Object value) {
        return switch (value) {
            case Struct struct -> normal(struct);
            case List<?> list -> {
                List<Object> all = new ArrayList<>(
                        list.stream().map(each -> normal(name, each)).toList());
                if (UNORDERED.contains(name)) {
                    all.sort(Comparator.comparing(Json::toString));
                }
                yield all;
            }
            case String text when name.equals("cells") && AGE.matcher(text).matches() -> "AGE";
            case String text -> stable(text);
            default -> value;
        };
    }

    private static Struct normal(Struct struct) {
        TreeMap<String, Object> sorted = new TreeMap<>();
        struct.forEach((name, each) -> sorted.put(name, CHOSEN.contains(name) ? "CHOSEN" : normal(name, each)));
        String prefix = struct.string("generateName");
        String made = struct.string("name");
        if (prefix != null && made != null && made.startsWith(prefix)) {
            sorted.put("name", prefix + "SUFFIX");
        }
        Struct details = struct.struct("details");
        String message = struct.string("message");
        if (message != null
                && details != null
                && details.get("causes") instanceof List<?> causes
                && causes.size() > 1) {
            sorted.put("message", stable(withoutCauses(message, causes)));
        }
        return Struct.of(sorted);
    }

    /** A message with a word in the place of each of its causes, which stand beside it in order. */
    private static String withoutCauses(String message, List<?> causes) {
        String left = message;
        for (Object cause : causes) {
            Struct each = (Struct) cause;
            left = left.replace(each.string("field") + ": " + each.string("message"), "CAUSE");
        }
        return left;
    }
}
