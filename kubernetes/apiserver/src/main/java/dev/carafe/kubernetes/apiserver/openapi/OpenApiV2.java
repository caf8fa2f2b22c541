package dev.carafe.kubernetes.apiserver.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.ByteArrayOutputStream;

/**
 * The document at {@code /openapi/v2}. Kinds are described in version 3 alone; this one says which API it is and no more.
 * kubectl asks for it about a kind that it does not find in version 3, and goes on when it is not here either, where a
 * missing document would stop it. Immutable.
 */
public final class OpenApiV2 {
    /** What a client accepts that wants it as the message {@code openapi.v2.Document} of gnostic. */
    public static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private static final String SWAGGER = "2.0";
    private static final String TITLE = "Kubernetes";

    private final String version;

    public OpenApiV2(String version) {
        this.version = version;
    }

    public byte[] json() {
        return Json.encode(Struct.builder()
                .put("swagger", SWAGGER)
                .put("info", Struct.of("title", TITLE, "version", version))
                .put("paths", Struct.EMPTY)
                .build());
    }

    public byte[] protobuf() {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        field(info, 1, TITLE.getBytes(UTF_8));
        field(info, 2, version.getBytes(UTF_8));
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        field(document, 1, SWAGGER.getBytes(UTF_8));
        field(document, 2, info.toByteArray());
        return document.toByteArray();
    }

    /** A length-delimited field; all lengths here fit into one byte. */
    private static void field(ByteArrayOutputStream out, int number, byte... content) {
        if (content.length > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("a field of " + content.length + " bytes");
        }
        out.write(number << 3 | 2);
        out.write(content.length);
        out.writeBytes(content);
    }
}
