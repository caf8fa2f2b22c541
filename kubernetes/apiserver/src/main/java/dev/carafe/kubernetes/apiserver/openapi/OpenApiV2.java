package dev.carafe.kubernetes.apiserver.openapi;

import java.util.List;
import java.util.function.Function;

/**
 * The document at {@code /openapi/v2}, of all groups and versions at once. It is large, and few ask for it: it is kept only
 * while memory is plenty. Thread-safe.
 */
public final class OpenApiV2 {
    private final Function<List<CustomKind>, DocumentWriter> writers;
    private volatile Document document;

    /**
     * The document of what writers write.
     *
     * @param writers makes what writes the same in version 3, custom kinds included; only called when the document is asked for
     */
    public OpenApiV2(Function<List<CustomKind>, DocumentWriter> writers) {
        this.writers = writers;
        this.document = document(List.of());
    }

    /** The document with these custom kinds. */
    private record Document(List<CustomKind> custom, OpenApiDocument bytes) {}

    private Document document(List<CustomKind> custom) {
        return new Document(
                custom,
                new OpenApiDocument(
                        () -> SwaggerWriter.write(writers.apply(custom).write("")), GnosticV2::write, false));
    }

    /** Takes the place of all custom kinds so far. */
    public void setCustom(List<CustomKind> kinds) {
        if (!kinds.equals(document.custom())) {
            document = document(List.copyOf(kinds));
        }
    }

    /** The document; nobody may change the bytes. */
    public byte[] in(OpenApiForm form) {
        return document.bytes().in(form);
    }
}
