package dev.carafe.kubernetes.apiserver.registry.defaults;

import java.util.regex.Pattern;

/** What the name of an image says about when to pull it. */
final class ImageTag {
    /** A reference as distribution/reference reads it: name, then an optional tag, then an optional digest. */
    private static final Pattern REFERENCE = Pattern.compile(
            "(?<name>(?:(?:[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?"
                    + "|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
                    + "(?::(?<tag>[\\w][\\w.-]{0,127}))?(?<digest>@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z0-9]+)*:[0-9a-fA-F]{32,})?");

    private ImageTag() {}

    /** Always for the tag latest, written or implied; IfNotPresent for another tag, a digest or a malformed name. */
    static String pullPolicy(String image) {
        var match = REFERENCE.matcher(image);
        if (!match.matches()) {
            return "IfNotPresent";
        }
        String tag = match.group("tag");
        boolean latest = tag == null ? match.group("digest") == null : tag.equals("latest");
        return latest ? "Always" : "IfNotPresent";
    }
}
