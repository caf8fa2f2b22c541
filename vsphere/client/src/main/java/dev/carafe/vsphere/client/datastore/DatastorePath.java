package dev.carafe.vsphere.client.datastore;

/**
 * A file as the API writes it: {@code [datastore1] web/web.vmx}.
 *
 * @param path relative to the datastore; empty for the datastore itself
 */
public record DatastorePath(String datastore, String path) {
    /** @throws IllegalArgumentException when it does not begin with a datastore's name in brackets */
    public static DatastorePath parse(String text) {
        int end = text.indexOf(']');
        if (!text.startsWith("[") || end < 2) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no datastore path; one is like '[datastore1] folder/file'");
        }
        return new DatastorePath(text.substring(1, end), text.substring(end + 1).strip());
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "[" + datastore + "]" : "[" + datastore + "] " + path;
    }
}
