package dev.carafe.kubernetes.apiserver.tracing;

import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How requests are traced: what stands in the file of {@code --tracing-config-file}, a {@code TracingConfiguration} of
 * {@code apiserver.config.k8s.io}.
 *
 * @param endpoint host and port of the collector
 * @param samplingRatePerMillion of how many requests in a million that bring no decision of their own a trace is begun
 */
public record TracingConfiguration(String endpoint, int samplingRatePerMillion) {
    private static final String DEFAULT_ENDPOINT = "localhost:4317";
    private static final int RATE_MAX = 1_000_000;
    private static final String GROUP = "apiserver.config.k8s.io/";
    private static final List<String> VERSIONS = List.of(GROUP + "v1", GROUP + "v1beta1", GROUP + "v1alpha1");
    private static final List<String> FIELDS = List.of("apiVersion", "kind", "endpoint", "samplingRatePerMillion");

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException in upstream's words, when it is no such file
     */
    public static TracingConfiguration read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            throw new IllegalArgumentException("tracing-config-file " + file + " does not exist");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "failed to read tracing config: unable to read tracing configuration from "
                            + Quoted.of(file.toString()) + ": " + e.getMessage(),
                    e);
        }
    }

    static TracingConfiguration parse(byte[] text) {
        Struct tree;
        try {
            if (!(Yaml.decode(text) instanceof Struct struct)) {
                throw undecodable("Object 'Kind' is missing");
            }
            tree = struct;
        } catch (MalformedYamlException e) {
            throw undecodable(String.valueOf(e.getMessage()));
        }
        String version = Objects.requireNonNullElse(tree.string("apiVersion"), "");
        String kind = Objects.requireNonNullElse(tree.string("kind"), "");
        if (!kind.equals("TracingConfiguration") || !VERSIONS.contains(version)) {
            throw undecodable("no kind " + Quoted.of(kind) + " is registered for version " + Quoted.of(version));
        }
        for (int i = 0; i < tree.size(); i++) {
            if (!FIELDS.contains(tree.nameAt(i))) {
                throw undecodable("strict decoding error: unknown field " + Quoted.of(tree.nameAt(i)));
            }
        }
        return new TracingConfiguration(endpoint(tree.get("endpoint")), rate(tree.get("samplingRatePerMillion")));
    }

    private static IllegalArgumentException undecodable(String why) {
        return new IllegalArgumentException(
                "failed to read tracing config: unable to decode tracing configuration data: " + why);
    }

    private static IllegalArgumentException invalid(String field, String value, String why) {
        return new IllegalArgumentException(
                "failed to validate tracing configuration: " + field + ": Invalid value: " + value + ": " + why);
    }

    private static int rate(@org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Long rate
            when rate < 0 -> throw invalid("samplingRatePerMillion", rate.toString(), "sampling rate must be positive");
            case Long rate
            when rate > RATE_MAX ->
                throw invalid(
                        "samplingRatePerMillion",
                        rate.toString(),
                        "sampling rate per million must be less than or equal to one million");
            case Long rate -> rate.intValue();
            default -> throw undecodable("samplingRatePerMillion is no number");
        };
    }

    /** Of the names that gRPC has for a server, those by host and port. */
    private static String endpoint(@org.jspecify.annotations.Nullable Object value) {
        if (value == null) {
            return DEFAULT_ENDPOINT;
        }
        if (!(value instanceof String text)) {
            throw undecodable("endpoint is no string");
        }
        String name = text.startsWith("dns:") ? text.substring(text.lastIndexOf('/') + 1) : text;
        if (name.contains("//") || name.startsWith("unix")) {
            throw invalid("endpoint", Quoted.of(text), "unsupported scheme. Options are none or dns");
        }
        if (!name.matches("[^\\s/:]+:\\d{1,5}|\\[[0-9a-fA-F:.]+]:\\d{1,5}")) {
            throw invalid("endpoint", Quoted.of(text), "must be a host and a port, such as " + DEFAULT_ENDPOINT);
        }
        return name;
    }
}
