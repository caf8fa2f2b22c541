package dev.carafe.vsphere.vim.generator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a namespace, oldest first. The order is that of their names, since identifiers are no numbers in some
 * namespaces: {@code version1} … {@code version15}, then {@code v6_8_7} … {@code v9_1_1_0}. Rank 0 is the core's own: always.
 */
final class VersionOrder {
    private static final Comparator<Facts.Version> BY_NAME =
            Comparator.comparing(version -> key(version.name()), Arrays::compare);

    private final List<Facts.Version> ordered;
    private final Map<String, Integer> ranks = new HashMap<>();

    VersionOrder(List<Facts.Version> versions) {
        ordered = versions.stream()
                .filter(version -> !isCore(version))
                .sorted(BY_NAME)
                .toList();
        versions.stream().filter(VersionOrder::isCore).forEach(version -> ranks.put(lastPart(version.name()), 0));
        for (int i = 0; i < ordered.size(); i++) {
            ranks.put(ordered.get(i).id(), i + 1);
        }
    }

    /** All but the core's, oldest first: the first has rank 1. */
    List<Facts.Version> ordered() {
        return ordered;
    }

    /** @throws IllegalArgumentException when the table has no version of this identifier */
    int rank(@Nullable String since) {
        if (since == null) {
            return 0;
        }
        Integer rank = ranks.get(since);
        if (rank == null) {
            throw new IllegalArgumentException("no version " + since);
        }
        return rank;
    }

    private static boolean isCore(Facts.Version version) {
        return version.name().startsWith("vmodl.");
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** {@code vim.version.version11} is 0, 11; {@code vim.version.v8_0_3_0} is 8, 0, 3, 0. */
    private static int[] key(String name) {
        String last = lastPart(name);
        boolean counted = last.startsWith("version");
        int[] numbers = Arrays.stream(
                        last.substring(counted ? "version".length() : 1).split("_"))
                .mapToInt(Integer::parseInt)
                .toArray();
        if (!counted) {
            return numbers;
        }
        int[] key = new int[numbers.length + 1];
        System.arraycopy(numbers, 0, key, 1, numbers.length);
        return key;
    }
}
