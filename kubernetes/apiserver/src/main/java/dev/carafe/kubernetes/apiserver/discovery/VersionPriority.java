package dev.carafe.kubernetes.apiserver.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of two versions of a group comes first: the stabler one, then the newer one; what is no version of Kubernetes' form
 * comes last, by its letters (k8s.io/apimachinery/pkg/version).
 */
public final class VersionPriority {
    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

    /** The preferred version first. */
    public static final Comparator<String> ORDER =
            Comparator.comparing(VersionPriority::parse).reversed().thenComparing(Comparator.naturalOrder());

    private VersionPriority() {}

    private record Parsed(int stability, int major, int minor) implements Comparable<Parsed> {
        private static final Comparator<Parsed> BY_AGE = Comparator.comparingInt(Parsed::stability)
                .thenComparingInt(Parsed::major)
                .thenComparingInt(Parsed::minor);

        @Override
        public int compareTo(Parsed other) {
            return BY_AGE.compare(this, other);
        }
    }

    private static Parsed parse(String version) {
        Matcher form = FORM.matcher(version);
        if (!form.matches()) {
            return new Parsed(0, 0, 0);
        }
        String stability = form.group(2);
        int major = Integer.parseInt(form.group(1));
        return stability == null
                ? new Parsed(3, major, 0)
                : new Parsed(stability.equals("beta") ? 2 : 1, major, Integer.parseInt(form.group(3)));
    }
}
