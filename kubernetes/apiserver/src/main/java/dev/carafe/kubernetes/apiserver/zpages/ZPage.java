package dev.carafe.kubernetes.apiserver.zpages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.util.List;

/**
 * A page that is text for people, and an object of {@code config.k8s.io} for those who ask for it by {@code
 * as=KIND;g=config.k8s.io;v=VERSION}. Immutable.
 */
final class ZPage {
    private static final String TEXT = "text/plain";
    private static final String GROUP = "config.k8s.io";
    private static final List<String> VERSIONS = List.of("v1alpha1", "v1beta1");
    private static final List<String> MEDIA_TYPES = List.of(MediaType.JSON, MediaType.YAML, TEXT);

    private final String name;
    private final String kind;

    /**
     * A page.
     *
     * @param name such as statusz
     * @param kind the kind of its object, such as Statusz
     */
    ZPage(String name, String kind) {
        this.name = name;
        this.kind = kind;
    }

    /** What upstream writes above the text. */
    String header() {
        return "\napiserver " + name
                + "\nWarning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees"
                + " and is for debugging purposes only.\n";
    }

    /** What a client has chosen: the media type, and the object's version where it is one. */
    private record Choice(String mediaType, String version) {}

    /**
     * Answers in the form that the client likes best.
     *
     * @throws StatusError 406 when it takes none
     */
    void write(HttpExchange exchange, String text, Struct fields) throws IOException {
        Choice choice = choose(exchange.header("Accept"));
        if (choice.version().isEmpty()) {
            exchange.reply(200, TEXT + "; charset=utf-8", (header() + text).getBytes(UTF_8));
            return;
        }
        if (choice.version().equals("v1alpha1")) {
            exchange.setHeader(
                    "Warning",
                    "299 - \"This version of the " + name + " endpoint is deprecated. Please use a newer version.\"");
        }
        Struct object = Struct.builder()
                .put("kind", kind)
                .put("apiVersion", GROUP + "/" + choice.version())
                .put("metadata", Struct.of("name", "apiserver"))
                .putAll(fields)
                .build();
        boolean yaml = choice.mediaType().equals(MediaType.YAML);
        exchange.reply(200, choice.mediaType(), yaml ? Yaml.encode(object) : Json.encode(object));
    }

    private Choice choose(String accept) {
        if (accept.isBlank()) {
            return new Choice(TEXT, "");
        }
        for (MediaType type : MediaType.parseAccept(accept)) {
            for (String served : MEDIA_TYPES) {
                if (type.includes(served) && isGiven(served, type)) {
                    return new Choice(served, type.parameter("v"));
                }
            }
        }
        throw StatusError.notAcceptable(MEDIA_TYPES);
    }

    /** Text is not an object, and an object must be asked for by its kind. */
    private boolean isGiven(String served, MediaType type) {
        if (served.equals(TEXT)) {
            return type.parameter("as").isEmpty();
        }
        return type.parameter("as").equals(kind)
                && type.parameter("g").equals(GROUP)
                && VERSIONS.contains(type.parameter("v"));
    }
}
