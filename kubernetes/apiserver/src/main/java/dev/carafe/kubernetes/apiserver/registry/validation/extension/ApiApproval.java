package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Groups that belong to Kubernetes, whose definitions must be approved (KEP 1111). Values only. */
public final class ApiApproval {
    /** The annotation that says that a definition was approved, or why it needs no approval. */
    public static final String ANNOTATION = "api-approved.kubernetes.io";

    /** Where approvals come from, as messages end. */
    private static final String REVIEW = ", see https://github.com/kubernetes/enhancements/pull/1111";

    /** What is said of a definition without the annotation. */
    public static final String MISSING =
            "protected groups must have approval annotation \"" + ANNOTATION + "\"" + REVIEW;

    /** What is said of an annotation that neither names an approval nor says why there is none. */
    public static final String NO_ANSWER = "protected groups must have approval annotation \"" + ANNOTATION
            + "\" with either a URL or a reason starting with \"unapproved\"" + REVIEW;

    private static final List<String> SUFFIXES = List.of("k8s.io", "kubernetes.io");

    private ApiApproval() {}

    /** Whether a group belongs to Kubernetes. */
    public static boolean isNeeded(String group) {
        return SUFFIXES.stream().anyMatch(suffix -> group.equals(suffix) || group.endsWith("." + suffix));
    }

    /** Whether an annotation names an approval, by a URL. */
    public static boolean isApproved(String annotation) {
        try {
            URI uri = new URI(annotation);
            return uri.getScheme() != null && uri.getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /** Whether an annotation says anything about approval. */
    static boolean isAnswer(String annotation) {
        return annotation.startsWith("unapproved") || isApproved(annotation);
    }
}
