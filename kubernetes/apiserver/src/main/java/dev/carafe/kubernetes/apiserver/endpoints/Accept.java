package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants to be answered.
 *
 * @param format the bytes
 * @param form which form of an object they hold
 * @param meta the version of {@code meta.k8s.io} that a form other than the whole object has, {@code meta.k8s.io/v1} for whole ones
 */
record Accept(Format format, Form form, String meta) {
    /** What a reply can be written as; the first that a client takes is chosen. */
    enum Format {
        JSON(MediaType.JSON),
        YAML(MediaType.YAML),
        PROTOBUF(MediaType.PROTOBUF);

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    /** What of an object is shown. */
    enum Form {
        WHOLE,
        TABLE,
        /** The metadata of one object. */
        METADATA,
        /** The metadata of each object of a list. */
        METADATA_LIST
    }

    static final String META = "meta.k8s.io/v1";
    private static final String BETA_META = "meta.k8s.io/v1beta1";

    static final Accept DEFAULT = new Accept(Format.JSON, Form.WHOLE, META);

    private static final String STREAM = ";stream=watch";
    private static final List<Format> SERVED = List.of(Format.JSON, Format.YAML, Format.PROTOBUF);
    private static final List<Format> STREAMED = List.of(Format.JSON, Format.PROTOBUF);

    /** Whether not objects themselves are asked for, but what is made of them. */
    boolean isPrinted() {
        return form != Form.WHOLE;
    }

    /**
     * Refuses a request whose answer the client would not take, before anything is done.
     *
     * @param verb the request's, such as list
     * @param custom whether it is about objects of a custom kind
     * @param includeObject what the rows of a table are to hold of their objects
     * @throws StatusError 406, or 400 for a watch of tables with rows of no such form
     */
    static void check(String header, String verb, boolean custom, String includeObject) {
        if (!header.isBlank()
                && MediaType.parseAccept(header).stream()
                        .noneMatch(type -> SERVED.stream().anyMatch(format -> type.includes(format.mediaType())))) {
            Stream<String> served = SERVED.stream().map(Format::mediaType);
            Stream<String> streamed = verb.equals("list") || verb.equals("watch")
                    ? STREAMED.stream().map(format -> format.mediaType() + STREAM)
                    : Stream.empty();
            throw StatusError.noRepresentation(Stream.concat(served, streamed).toList());
        }
        if (verb.equals("watch")) {
            if (parseStream(header, custom).form() == Form.TABLE) {
                Tables.Include.parse(includeObject);
            }
        } else {
            parse(header, custom);
        }
    }

    /**
     * Takes the best of what a header asks for.
     *
     * @throws StatusError 406 when nothing of it can be given
     */
    static Accept parse(String header) {
        return parse(header, false);
    }

    /**
     * Takes the best of what a header asks for.
     *
     * @param custom whether it is objects of a custom kind that are asked for, which have no protobuf form
     * @throws StatusError 406 when nothing of it can be given
     */
    static Accept parse(String header, boolean custom) {
        Accept accept = best(header, custom);
        if (accept == null) {
            throw StatusError.notAcceptable(
                    SERVED.stream().map(Format::mediaType).toList());
        }
        return accept;
    }

    /**
     * Takes the best of what a header asks of a watch.
     *
     * @param custom whether it is of objects of a custom kind
     * @throws StatusError 406 when nothing of it can be given
     */
    static Accept parseStream(String header, boolean custom) {
        Accept accept = parse(header, custom);
        if (!STREAMED.contains(accept.format())) { // upstream refuses YAML though the client may take JSON too
            throw StatusError.notAcceptable(
                    STREAMED.stream().map(format -> format.mediaType() + STREAM).toList());
        }
        return accept;
    }

    /** The media type of a watch's answer: JSON is called that, everything else is told to be a stream. */
    String streamType() {
        return format == Format.JSON ? format.mediaType() : format.mediaType() + STREAM;
    }

    private static @Nullable Accept best(String header, boolean custom) {
        if (header.isBlank()) {
            return DEFAULT;
        }
        for (MediaType type : MediaType.parseAccept(header)) {
            for (Format format : SERVED) {
                Form form = type.includes(format.mediaType()) ? form(type) : null;
                boolean sealed = format == Format.PROTOBUF;
                boolean none = sealed && (form == Form.TABLE || (custom && form == Form.WHOLE)); // as upstream
                if (form != null && !none) {
                    return new Accept(format, form, form == Form.WHOLE ? META : meta(type));
                }
            }
        }
        return null;
    }

    private static @Nullable Form form(MediaType type) {
        String as = type.parameter("as");
        if (as.isEmpty()) {
            return Form.WHOLE;
        }
        if (!List.of(META, BETA_META).contains(meta(type))) {
            return null;
        }
        return switch (as) {
            case "Table" -> Form.TABLE;
            case "PartialObjectMetadata" -> Form.METADATA;
            case "PartialObjectMetadataList" -> Form.METADATA_LIST;
            default -> null;
        };
    }

    private static String meta(MediaType type) {
        return type.parameter("g") + "/" + type.parameter("v");
    }
}
