package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.lang.ref.SoftReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document in its two forms, each written when it is first asked for, and kept while memory is plenty or for good. Nobody may change
 * the bytes. Thread-safe.
 */
final class OpenApiDocument {
    private final Supplier<Struct> written;
    private final Function<Struct, byte[]> gnostic;
    private final boolean keepsJson;
    private volatile Supplier<byte @Nullable []> json = () -> null;
    private volatile Supplier<byte @Nullable []> protobuf = () -> null;

    /**
     * A document.
     *
     * @param gnostic writes it in protobuf
     * @param keepsJson whether its JSON stays, for which many ask
     */
    OpenApiDocument(Supplier<Struct> written, Function<Struct, byte[]> gnostic, boolean keepsJson) {
        this.written = written;
        this.gnostic = gnostic;
        this.keepsJson = keepsJson;
    }

    byte[] in(OpenApiForm form) {
        return form == OpenApiForm.JSON ? json() : protobuf();
    }

    private byte[] json() {
        byte[] known = json.get();
        if (known == null) {
            byte[] made = Json.encode(written.get());
            json = keepsJson ? () -> made : soft(made);
            known = made;
        }
        return known;
    }

    private byte[] protobuf() {
        byte[] known = protobuf.get();
        if (known == null) {
            known = gnostic.apply(written.get());
            protobuf = soft(known);
        }
        return known;
    }

    private static Supplier<byte @Nullable []> soft(byte[] made) {
        SoftReference<byte @Nullable []> kept = new SoftReference<>(made);
        return kept::get;
    }
}
