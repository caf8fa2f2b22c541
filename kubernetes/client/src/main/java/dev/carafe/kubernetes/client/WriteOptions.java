package dev.carafe.kubernetes.client;

/**
 * How to write; empty and false mean absent.
 *
 * @param fieldManager the name that the written fields are recorded under
 * @param dryRun whether nothing shall be kept
 * @param fieldValidation {@code Strict}, {@code Warn} or {@code Ignore}
 * @param force whether an apply takes fields over from other managers
 */
public record WriteOptions(String fieldManager, boolean dryRun, String fieldValidation, boolean force) {
    public static final WriteOptions DEFAULT = new WriteOptions("", false, "", false);

    public static WriteOptions manager(String fieldManager) {
        return new WriteOptions(fieldManager, false, "", false);
    }

    public WriteOptions asDryRun() {
        return new WriteOptions(fieldManager, true, fieldValidation, force);
    }

    public WriteOptions forced() {
        return new WriteOptions(fieldManager, dryRun, fieldValidation, true);
    }

    Query query() {
        return new Query()
                .add("dryRun", dryRun ? "All" : "")
                .add("fieldManager", fieldManager)
                .add("fieldValidation", fieldValidation)
                .add("force", force);
    }
}
