package dev.carafe.kubernetes.kubelet.image;

import java.util.Optional;
import java.util.regex.Pattern;

/** An image's name as people write it: {@code [registry/]path[:tag][@digest]}. Pure. */
final class ImageName {
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?/)?"
                    + "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
                    + "(?<tag>:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
                    + "(?<digest>@[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,})?");

    private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");

    private ImageName() {}

    /** The name with the tag {@code latest} where it has neither tag nor digest; empty when it is no name. */
    static Optional<String> withTag(String name) {
        var match = GRAMMAR.matcher(name);
        if (!match.matches() || ID.matcher(name).matches()) {
            return Optional.empty();
        }
        boolean complete = match.group("tag") != null || match.group("digest") != null;
        return Optional.of(complete ? name : name + ":latest");
    }

    /** The registry's host; Docker's for a name that names none. */
    static String registry(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? first : "docker.io";
    }
}
