package dev.carafe.kubernetes.client;

/** The forms of a patch. */
public enum PatchType {
    /** RFC 6902: a list of operations. */
    JSON("application/json-patch+json"),
    /** RFC 7386: a partial object in which null deletes. */
    MERGE("application/merge-patch+json"),
    /** Kubernetes' merge by the kinds' merge keys. */
    STRATEGIC("application/strategic-merge-patch+json"),
    /** Server-side apply. */
    APPLY("application/apply-patch+yaml");

    private final String contentType;

    PatchType(String contentType) {
        this.contentType = contentType;
    }

    /** The media type on the wire. */
    public String contentType() {
        return contentType;
    }
}
