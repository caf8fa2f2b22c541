package dev.carafe.kubernetes.apiserver.featuregate;

/**
 * What switching a feature does in this server.
 *
 * @param kind how that stands beside upstream's server
 * @param words what it switches, what there is instead, or who looks at it
 */
public record FeatureEffect(Kind kind, String words) {
    /** How a feature here stands beside upstream's server. */
    public enum Kind {
        /** It does what it does there. */
        ACTS,
        /** It does a part of that; the words tell what is lacking. */
        PARTLY,
        /** What it switches is not built here, or is not switched. */
        ABSENT,
        /** It is about how upstream's server does its work; what clients see is the same. */
        INSIDE,
        /** Upstream's API server does not look at it either. */
        ELSEWHERE
    }

    /** Whether a user who switches it is to be told that this is not, or not all, what they get. */
    boolean isLess() {
        return kind == Kind.ABSENT || kind == Kind.PARTLY;
    }
}
