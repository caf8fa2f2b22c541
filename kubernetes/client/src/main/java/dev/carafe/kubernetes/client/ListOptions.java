package dev.carafe.kubernetes.client;

/**
 * What to list or watch ({@code meta/v1.ListOptions}); empty and 0 mean absent.
 *
 * @param labelSelector such as {@code app=web}
 * @param fieldSelector such as {@code spec.nodeName=n1}
 * @param resourceVersion the version to read at or to watch from
 * @param resourceVersionMatch {@code Exact} or {@code NotOlderThan}
 * @param limit the most items of one answer
 * @param continueToken the token of the answer before
 * @param timeoutSeconds after which the server ends a watch
 * @param allowWatchBookmarks whether the watch may have bookmarks
 * @param sendInitialEvents whether the watch starts with what is there, ended by an annotated bookmark
 */
public record ListOptions(
        String labelSelector,
        String fieldSelector,
        String resourceVersion,
        String resourceVersionMatch,
        long limit,
        String continueToken,
        long timeoutSeconds,
        boolean allowWatchBookmarks,
        boolean sendInitialEvents) {
    /** Everything, at its newest. */
    public static final ListOptions ALL = new ListOptions("", "", "", "", 0, "", 0, false, false);

    public static ListOptions labels(String labelSelector) {
        return ALL.withLabelSelector(labelSelector);
    }

    public static ListOptions fields(String fieldSelector) {
        return ALL.withFieldSelector(fieldSelector);
    }

    public ListOptions withLabelSelector(String value) {
        return new ListOptions(
                value,
                fieldSelector,
                resourceVersion,
                resourceVersionMatch,
                limit,
                continueToken,
                timeoutSeconds,
                allowWatchBookmarks,
                sendInitialEvents);
    }

    public ListOptions withFieldSelector(String value) {
        return new ListOptions(
                labelSelector,
                value,
                resourceVersion,
                resourceVersionMatch,
                limit,
                continueToken,
                timeoutSeconds,
                allowWatchBookmarks,
                sendInitialEvents);
    }

    /** The same at a resource version. */
    public ListOptions at(String version, String match) {
        return new ListOptions(
                labelSelector,
                fieldSelector,
                version,
                match,
                limit,
                continueToken,
                timeoutSeconds,
                allowWatchBookmarks,
                sendInitialEvents);
    }

    /** The same in pages. */
    public ListOptions page(long size, String token) {
        return new ListOptions(
                labelSelector,
                fieldSelector,
                resourceVersion,
                resourceVersionMatch,
                size,
                token,
                timeoutSeconds,
                allowWatchBookmarks,
                sendInitialEvents);
    }

    /** The same for a watch with bookmarks that the server ends after a time. */
    public ListOptions watching(long timeout, boolean initialEvents) {
        return new ListOptions(
                labelSelector,
                fieldSelector,
                resourceVersion,
                resourceVersionMatch,
                0,
                "",
                timeout,
                true,
                initialEvents);
    }

    Query query() {
        return new Query()
                .add("labelSelector", labelSelector)
                .add("fieldSelector", fieldSelector)
                .add("resourceVersion", resourceVersion)
                .add("resourceVersionMatch", resourceVersionMatch)
                .add("limit", limit)
                .add("continue", continueToken)
                .add("timeoutSeconds", timeoutSeconds)
                .add("allowWatchBookmarks", allowWatchBookmarks)
                .add("sendInitialEvents", sendInitialEvents);
    }
}
