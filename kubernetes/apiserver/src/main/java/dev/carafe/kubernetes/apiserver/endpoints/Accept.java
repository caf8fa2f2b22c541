package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import java.util.List;

/**
 * How a client wants to be answered.
 *
 * @param format the bytes
 * @param form which form of an object they hold
 */
record Accept(Format format, Form form) {
    /** What a reply can be written as. Protobuf's place is here too, once it is. */
    enum Format {
        JSON,
        YAML;

        String mediaType() {
            return this == JSON ? MediaType.JSON : MediaType.YAML;
        }
    }

    /** What of an object is shown. */
    enum Form {
        WHOLE,
        TABLE,
        METADATA
    }

    static final Accept DEFAULT = new Accept(Format.JSON, Form.WHOLE);

    private static final List<String> SERVED = List.of(MediaType.JSON, MediaType.YAML);

    /**
     * Takes the best of what a header asks for.
     *
     * @throws StatusError 406 when nothing of it can be given
     */
    static Accept parse(String header) {
        if (header.isBlank()) {
            return DEFAULT;
        }
        for (MediaType type : MediaType.parseAccept(header)) {
            if (type.includes(MediaType.JSON) || type.includes(MediaType.YAML)) {
                Format format = type.includes(MediaType.JSON) ? Format.JSON : Format.YAML;
                Form form = form(type);
                if (form != null) {
                    return new Accept(format, form);
                }
            }
        }
        throw StatusError.notAcceptable(SERVED);
    }

    private static @org.jspecify.annotations.Nullable Form form(MediaType type) {
        String as = type.parameter("as");
        if (as.isEmpty()) {
            return Form.WHOLE;
        }
        if (!type.parameter("g").equals("meta.k8s.io") || !type.parameter("v").equals("v1")) {
            return null;
        }
        return switch (as) {
            case "Table" -> Form.TABLE;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Form.METADATA;
            default -> null;
        };
    }
}
