package dev.carafe.kubernetes.apiserver.metrics;

/** What the store is asked for. */
public enum StoreOperation {
    GET("get"),
    LIST("list"),
    CREATE("create"),
    UPDATE("update"),
    DELETE("delete"),
    LIST_WITH_COUNT("listWithCount"),
    GET_CURRENT_RESOURCE_VERSION("getCurrentResourceVersion");

    private final String label;

    StoreOperation(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
