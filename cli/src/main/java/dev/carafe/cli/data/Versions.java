package dev.carafe.cli.data;

/** The releases whose behaviour the parts have. */
public final class Versions {

    /** Kubernetes, as people say it. */
    public static final String KUBERNETES = "1.37";

    /** Kubernetes, as a node tells it; the same that the API server says of itself. */
    public static final String KUBERNETES_GIT = "v1.37.2+carafe";

    /** etcd, as people say it. */
    public static final String ETCD = "3.7";

    private Versions() {}

    /** This build of Carafe, from the manifest of its jar. */
    public static String carafe() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
