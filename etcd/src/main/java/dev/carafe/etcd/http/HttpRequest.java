package dev.carafe.etcd.http;

import dev.carafe.etcd.Bytes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request.
 *
 * @param method such as "GET"
 * @param path without what is asked for
 * @param query what is asked for, by name
 * @param headers those that matter here
 * @param body what was sent
 */
public record HttpRequest(String method, String path, Map<String, List<String>> query, Headers headers, Bytes body) {
    /**
     * Headers, each empty where there is none.
     *
     * @param host whom the client believes to talk to, with the port
     * @param origin the page that the client asks for (the Fetch standard)
     */
    record Headers(String authorization, String host, String origin) {}

    /** A request of an address as it came. */
    static HttpRequest of(String method, String target, Headers headers, Bytes body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Map<String, List<String>> query = new TreeMap<>();
        if (mark >= 0) {
            for (String part : target.substring(mark + 1).split("&", -1)) {
                int equals = part.indexOf('=');
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                query.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        return new HttpRequest(method, path, query, headers, body);
    }

    boolean asksFor(String name) {
        return query.containsKey(name);
    }

    List<String> values(String name) {
        return query.getOrDefault(name, List.of());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a percent sign that escapes nothing stands for itself
        }
    }
}
