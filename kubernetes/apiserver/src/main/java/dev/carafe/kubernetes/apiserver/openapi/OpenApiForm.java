package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import java.util.Optional;
import java.util.Set;

/** What a document of OpenAPI may be written as. */
public enum OpenApiForm {
    /** As text. */
    JSON(MediaType.JSON, MediaType.JSON),
    /** The message {@code openapi.v2.Document} of gnostic. */
    V2_PROTOBUF(
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"),
    /** The message {@code openapi.v3.Document} of gnostic. */
    V3_PROTOBUF(
            "application/com.github.proto-openapi.spec.v3.v1.0+protobuf",
            "application/com.github.proto-openapi.spec.v3@v1.0+protobuf");

    private static final Set<String> ANY = Set.of("*/*", "application/*");

    private final String contentType;

    /** By what name clients of before ask for it. */
    private final String formerly;

    OpenApiForm(String contentType, String formerly) {
        this.contentType = contentType;
        this.formerly = formerly;
    }

    /** What an answer of this form says of itself. */
    public String contentType() {
        return contentType;
    }

    /**
     * What a client wants most of JSON and another form; empty when it wants neither.
     *
     * @param accept the header, empty for whatever there is
     */
    public static Optional<OpenApiForm> accepted(String accept, OpenApiForm other) {
        if (accept.isEmpty()) {
            return Optional.of(JSON);
        }
        for (MediaType type : MediaType.parseAccept(accept)) {
            String name = type.name();
            if (ANY.contains(name) || name.equals(JSON.contentType)) {
                return Optional.of(JSON);
            }
            if (name.equals(other.contentType) || name.equals(other.formerly)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }
}
