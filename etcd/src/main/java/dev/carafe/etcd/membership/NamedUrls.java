package dev.carafe.etcd.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Members' addresses by name, as etcd writes them: {@code NAME=URL}, once for each address. */
public final class NamedUrls {
    private final SortedMap<String, List<String>> members = new TreeMap<>();

    /** Takes some, or fails as is said of the one that is none. */
    public void add(String[] parts, Function<String, RuntimeException> wrong) {
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals <= 0 || !PeerUrls.valid(part.substring(equals + 1))) {
                throw wrong.apply(part);
            }
            members.computeIfAbsent(part.substring(0, equals), _ -> new ArrayList<>())
                    .add(part.substring(equals + 1));
        }
    }

    /** Whether an address stands there twice. */
    public boolean repeat() {
        long addresses = members.values().stream().mapToLong(List::size).sum();
        return members.values().stream().flatMap(List::stream).distinct().count() < addresses;
    }

    public SortedMap<String, List<String>> byName() {
        return members;
    }
}
