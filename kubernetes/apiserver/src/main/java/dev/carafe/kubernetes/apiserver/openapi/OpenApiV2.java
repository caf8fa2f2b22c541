package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Json;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The document at {@code /openapi/v2}, of all groups and versions at once. It is large, and few ask for it: it is kept only
 * while memory is plenty. Thread-safe.
 */
public final class OpenApiV2 {
    private static final SoftReference<byte @Nullable []> NOT_MADE = new SoftReference<>(null);

    private final Function<List<CustomKind>, DocumentWriter> writers;
    private volatile List<CustomKind> custom = List.of();
    private volatile SoftReference<byte @Nullable []> json = NOT_MADE;
    private volatile SoftReference<byte @Nullable []> protobuf = NOT_MADE;

    /**
     * The document of what writers write.
     *
     * @param writers makes what writes the same in version 3, custom kinds included; only called when the document is asked for
     */
    public OpenApiV2(Function<List<CustomKind>, DocumentWriter> writers) {
        this.writers = writers;
    }

    /** Takes the place of all custom kinds so far. */
    public void setCustom(List<CustomKind> kinds) {
        if (!kinds.equals(custom)) {
            custom = List.copyOf(kinds);
            json = NOT_MADE;
            protobuf = NOT_MADE;
        }
    }

    /** The document; nobody may change the bytes. */
    public byte[] in(OpenApiForm form) {
        return form == OpenApiForm.JSON ? json() : protobuf();
    }

    private byte[] json() {
        byte[] known = json.get();
        if (known == null) {
            known = Json.encode(SwaggerWriter.write(writers.apply(custom).write("")));
            json = new SoftReference<>(known);
        }
        return known;
    }

    private byte[] protobuf() {
        byte[] known = protobuf.get();
        if (known == null) {
            known = GnosticV2.write(SwaggerWriter.write(writers.apply(custom).write("")));
            protobuf = new SoftReference<>(known);
        }
        return known;
    }
}
