package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.lang.ref.SoftReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document of version 3, written when it is first asked for. In JSON it stays; in protobuf, for which few ask, it is kept while
 * memory is plenty. Nobody may change the bytes. Thread-safe.
 */
final class OpenApiDocument {
    private final Supplier<Struct> written;
    private volatile byte @Nullable [] json;
    private volatile SoftReference<byte @Nullable []> protobuf = new SoftReference<>(null);

    OpenApiDocument(Supplier<Struct> written) {
        this.written = written;
    }

    byte[] in(OpenApiForm form) {
        return form == OpenApiForm.JSON ? json() : protobuf();
    }

    private byte[] json() {
        byte[] known = json;
        if (known == null) {
            known = Json.encode(written.get());
            json = known;
        }
        return known;
    }

    private byte[] protobuf() {
        byte[] known = protobuf.get();
        if (known == null) {
            known = GnosticV3.write(written.get());
            protobuf = new SoftReference<>(known);
        }
        return known;
    }
}
